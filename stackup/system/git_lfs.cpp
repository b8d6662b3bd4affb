#include "stackup/system/git_lfs.h"

#include "stackup/system/git_fetch.h"
#include "stackup/system/git_objects.h"
#include "stackup/system/git_refs.h"
#include "stackup/system/git_source.h"
#include "stackup/system/git_url.h"

namespace stackup {
namespace fs = std::filesystem;

namespace {

Result<void> require_lfs(const std::string& url, const GitJob& job) {
  if (job.program == nullptr) return fail(needs_git_error(url, "large files (lfs: true)"));
  if (job.program->has_lfs()) return {};
  return fail(Error(ErrorCode::fetch_unsupported, "fetching the large files of " + shown_url(url) + " needs git-lfs")
                  .because("git-lfs is not in PATH")
                  .try_("install it (Debian: apt install git-lfs), or take lfs: true out of the recipe's repository section"));
}

fs::path mark_of(const fs::path& bare, const std::string& commit) { return bare / "lfs" / "complete" / commit; }

Result<void> run_lfs(const std::vector<std::string>& words, const fs::path& directory, const std::string& url, GitJob& job) {
  auto outcome = job.program->run(words, directory, job.control);
  if (!outcome) return fail(outcome);
  if (outcome->exit.success() && !job.control.must_end()) return {};
  return fail(program_error(url, *outcome, job));
}

}  // namespace

bool has_lfs_objects(const fs::path& bare, const std::string& commit) { return fs::exists(mark_of(bare, commit)); }

Result<void> fetch_lfs_objects(const fs::path& bare, const CheckoutRequest& request, const std::string& commit, GitJob& job) {
  if (has_lfs_objects(bare, commit)) return {};
  const auto& url = fetch_url_of(request);
  if (auto able = require_lfs(url, job); !able) return able;
  const std::vector<std::string> words{"-c", "remote.origin.url=" + url, "-c", "lfs.locksverify=false", "lfs", "fetch", "origin", commit};
  if (auto fetched = run_lfs(words, bare, url, job); !fetched) return fetched;
  std::error_code ignored;
  fs::create_directories(mark_of(bare, commit).parent_path(), ignored);
  return write_whole(mark_of(bare, commit), "");
}

Result<void> link_lfs_objects(const fs::path& source, const fs::path& checkout_git) {
  std::error_code ignored;
  if (!fs::exists(source / "lfs" / "objects", ignored)) return {};
  return link_tree(source / "lfs" / "objects", checkout_git / "lfs" / "objects");
}

Result<void> check_out_lfs_files(const fs::path& checkout, const CheckoutRequest& request, GitJob& job) {
  const auto& url = fetch_url_of(request);
  if (auto able = require_lfs(url, job); !able) return able;
  if (auto installed = run_lfs({"lfs", "install", "--local"}, checkout, url, job); !installed) return installed;
  return run_lfs({"-c", "remote.origin.url=" + url, "lfs", "pull", "origin"}, checkout, url, job);
}

}  // namespace stackup
