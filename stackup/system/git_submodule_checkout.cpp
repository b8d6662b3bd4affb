#include "stackup/system/git_checkout.h"
#include "stackup/system/git_state.h"
#include "stackup/system/git_submodules.h"
#include "stackup/system/git_update.h"

#include <git2.h>

namespace stackup {
namespace fs = std::filesystem;

namespace {

/// A link in the tree could lead the submodule's files out of the checkout.
bool passes_link(const fs::path& top, const std::string& inner) {
  auto place = top;
  std::error_code ignored;
  for (const auto& part : fs::path(inner)) {
    place /= part;
    if (fs::is_symlink(place, ignored)) return true;
  }
  return false;
}

Result<GitOwned<git_repository>> make_submodule(const CheckoutPlace& place, const CheckoutRequest& request, GitJob& job) {
  auto source = GitSource::open(request, fs::path(place.data).concat(".fetch"), nullptr, job);
  if (!source) return fail(source);
  if (auto fetched = source->bring_up_to_date(request, job); !fetched) return fail(fetched);
  const auto found = source->find(request);
  if (!found) return fail(found);
  auto made = make_repository(place, *source, *found, request);
  if (!made) return made;
  auto written = write_files(made->get(), found->commit, request, job);
  return written ? std::move(made) : Result<GitOwned<git_repository>>(fail(written));
}

/// Moves a submodule that is there to its new commit, unless there is local work in it.
Result<void> follow_submodule(git_repository* repository, const CheckoutRequest& request, GitJob& job) {
  const FoundRevision wanted{std::get<Commit>(request.revision).id, ""};
  if (commit_of_head(repository) == wanted.commit) return {};
  if (!has_object(repository, wanted.commit)) {
    auto source = GitSource::open(request, fs::path(git_repository_commondir(repository)) / "stackup" / "fetch.git", repository, job);
    if (!source) return fail(source);
    if (auto fetched = source->bring_up_to_date(request, job); !fetched) return fetched;
    const auto found = source->find(request);
    if (!found) return fail(found);
    if (auto imported = import_source(repository, *source, "origin", *found); !imported) return imported;
  }
  const auto kept = reason_to_keep(repository, wanted, job);
  if (!kept) return fail(kept);
  if (!kept->empty()) return {};
  if (auto pinned = pin_commit(repository, wanted.commit); !pinned) return pinned;
  const auto moved = move_head(repository, wanted, request, job);
  return moved ? Result<void>{} : Result<void>(fail(moved));
}

Result<void> check_out_submodule(git_repository* parent, const SubmodulePin& pin, const CheckoutRequest& parent_request, GitJob& job) {
  const fs::path top = git_repository_workdir(parent);
  if (passes_link(top, pin.path)) {
    return fail(Error(ErrorCode::fetch_failed, "the submodule '" + pin.name + "' is refused")
                    .because("its path passes a symbolic link: " + pin.path));
  }
  auto request = request_for(pin, parent_request);
  if (!request) return fail(request);
  request->directory = top / pin.path;
  const CheckoutPlace place{fs::path(git_repository_commondir(parent)) / "modules" / pin.name, request->directory};
  std::error_code ignored;
  const bool is_there = fs::exists(place.files / ".git", ignored);
  auto opened = is_there ? open_repository(place.files) : Result<GitOwned<git_repository>>(nullptr);
  if (!opened) return fail(opened);
  if (is_there) {
    if (auto followed = follow_submodule(opened->get(), *request, job); !followed) return followed;
  } else {
    opened = make_submodule(place, *request, job);
    if (!opened) return fail(opened);
  }
  if (auto set = set_config(parent, "submodule." + pin.name + ".url", request->url); !set) return set;
  return check_out_submodules(opened->get(), *request, job);
}

}  // namespace

Result<void> check_out_submodules(git_repository* repository, const CheckoutRequest& request, GitJob& job) {
  const auto head = commit_of_head(repository);
  if (head.empty()) return {};
  const auto pins = submodules_of(repository, head);
  if (!pins) return fail(pins);
  for (const auto& pin : *pins) {
    if (job.control.is_cancelled()) return fail(interrupted_error(request.url));
    if (auto made = check_out_submodule(repository, pin, request, job); !made) return made;
  }
  return {};
}

}  // namespace stackup
