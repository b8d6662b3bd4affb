#include "stackup/system/git_objects.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace stackup {
namespace fs = std::filesystem;

namespace {

Result<void> link_file(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  if (fs::exists(fs::symlink_status(to, failed))) return {};
  fs::create_hard_link(from, to, failed);
  if (!failed) return {};
  auto half = to;
  half += ".tmp";
  fs::copy_file(from, half, fs::copy_options::overwrite_existing, failed);
  if (!failed) fs::rename(half, to, failed);
  if (!failed) return {};
  const auto code = failed == std::errc::no_space_on_device ? ErrorCode::disk_full : ErrorCode::fetch_failed;
  return fail(Error(code, "the file " + to.string() + " could not be made from " + from.string()).because(failed.message()));
}

bool is_pack_file(const fs::path& name) {
  const auto extension = name.extension();
  return name.string().rfind("pack-", 0) == 0 &&
         (extension == ".pack" || extension == ".idx" || extension == ".rev" || extension == ".promisor");
}

/// A pack becomes visible to others with its index, so the index is linked last.
std::vector<fs::path> pack_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (is_pack_file(entry.path().filename())) files.push_back(entry.path());
  }
  std::stable_partition(files.begin(), files.end(), [](const fs::path& file) { return file.extension() != ".idx"; });
  return files;
}

Result<void> link_packs(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  fs::create_directories(to, ignored);
  for (const auto& file : pack_files(from)) {
    if (auto linked = link_file(file, to / file.filename()); !linked) return linked;
  }
  return {};
}

Result<void> link_loose(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(from, ignored)) {
    if (entry.path().filename().string().size() != 2) continue;
    if (auto linked = link_tree(entry.path(), to / entry.path().filename()); !linked) return linked;
  }
  return {};
}

std::vector<fs::path> alternates_of(const fs::path& objects) {
  std::ifstream stream(objects / "info" / "alternates");
  std::stringstream text;
  text << stream.rdbuf();
  std::vector<fs::path> folders;
  for (const auto& line : lines_of(text.str())) {
    if (!line.empty() && line.front() != '#') folders.push_back(objects / line);  // an absolute path replaces the left side
  }
  return folders;
}

Result<void> link_with_alternates(const fs::path& from, const fs::path& to, int depth) {
  if (auto linked = link_packs(from / "pack", to / "pack"); !linked) return linked;
  if (auto linked = link_loose(from, to); !linked) return linked;
  constexpr int deepest = 5;  // as git
  if (depth == deepest) return {};
  for (const auto& folder : alternates_of(from)) {
    std::error_code ignored;
    if (fs::equivalent(folder, to, ignored)) continue;
    if (auto linked = link_with_alternates(folder, to, depth + 1); !linked) return linked;
  }
  return {};
}

}  // namespace

Result<void> link_objects(const fs::path& from, const fs::path& to) { return link_with_alternates(from, to, 0); }

Result<void> link_tree(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  fs::create_directories(to, ignored);
  for (const auto& entry : fs::directory_iterator(from, ignored)) {
    const auto place = to / entry.path().filename();
    const bool is_folder = entry.is_directory(ignored) && !entry.is_symlink(ignored);
    if (!is_folder && entry.path().filename().string().rfind("tmp_obj", 0) == 0) continue;
    auto linked = is_folder ? link_tree(entry.path(), place) : link_file(entry.path(), place);
    if (!linked) return linked;
  }
  return {};
}

void remove_unfinished_packs(const fs::path& objects) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(objects / "pack", ignored)) {
    const auto name = entry.path().filename().string();
    if (name.rfind("pack_git2_", 0) == 0 || name.rfind("tmp_", 0) == 0 || name.rfind(".tmp-", 0) == 0) fs::remove(entry.path(), ignored);
  }
  for (const auto& entry : fs::directory_iterator(objects, ignored)) {
    if (entry.path().filename().string().rfind("incoming-", 0) == 0) fs::remove_all(entry.path(), ignored);
  }
}

void TemporaryTree::remove() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace stackup
