#include "tests/fakes/fake_files.h"

namespace stackup::testing {
namespace {

bool is_below(const Path& path, const Path& directory) {
  const auto relative = path.lexically_relative(directory);
  return !relative.empty() && *relative.begin() != ".." && relative != ".";
}

}  // namespace

Result<std::string> FakeFiles::read(const Path& path) const {
  const auto found = texts.find(path);
  if (found == texts.end()) return fail(Error(ErrorCode::state_unreadable, path.string() + " can't be read").because("No such file or directory"));
  return found->second;
}

Result<std::string> FakeFiles::read_part(const Path& path, std::uint64_t offset, std::size_t length) const {
  const auto text = read(path);
  if (!text) return text;
  return offset >= text->size() ? std::string() : text->substr(offset, length);
}

std::uint64_t FakeFiles::length_of(const Path& path) const {
  const auto found = texts.find(path);
  return found == texts.end() ? 0 : found->second.size();
}

bool FakeFiles::exists(const Path& path) const { return texts.contains(path) || is_directory(path); }

bool FakeFiles::is_directory(const Path& path) const { return directories.contains(path) || !entries(path).empty(); }

std::set<std::string> FakeFiles::entries(const Path& directory) const {
  std::set<std::string> names;
  for (const auto& [path, text] : texts)
    if (is_below(path, directory)) names.insert(path.lexically_relative(directory).begin()->string());
  for (const auto& path : directories)
    if (is_below(path, directory)) names.insert(path.lexically_relative(directory).begin()->string());
  return names;
}

std::vector<std::string> FakeFiles::list(const Path& directory) const {
  const auto names = entries(directory);
  return {names.begin(), names.end()};
}

std::vector<Path> FakeFiles::glob(const Path& directory, std::string_view pattern) const {
  const auto found = globs.find({directory, std::string(pattern)});
  return found == globs.end() ? std::vector<Path>{} : found->second;
}

std::vector<Path> FakeFiles::matches(const std::string& pattern) const {
  const auto found = matching.find(pattern);
  return found == matching.end() ? std::vector<Path>{} : found->second;
}

Result<void> FakeFiles::write(const Path& path, std::string_view text, unsigned mode) {
  if (const auto found = failing.find(path); found != failing.end()) return fail(found->second);
  texts[path] = std::string(text);
  modes[path] = mode;
  return {};
}

Result<void> FakeFiles::make_directory(const Path& path, unsigned mode) {
  if (const auto found = failing.find(path); found != failing.end()) return fail(found->second);
  directories.insert(path);
  modes.emplace(path, mode);
  return {};
}

Result<void> FakeFiles::remove_file(const Path& path) {
  texts.erase(path);
  return {};
}

Task<Result<void>> FakeFiles::remove_tree(Path path) {
  removed_trees.push_back(path);
  std::erase_if(texts, [&](const auto& file) { return file.first == path || is_below(file.first, path); });
  std::erase_if(directories, [&](const auto& directory) { return directory == path || is_below(directory, path); });
  co_return Result<void>{};
}

std::uint64_t FakeFiles::size_of(const Path& path) const {
  std::uint64_t size = 0;
  for (const auto& [file, text] : texts)
    if (file == path || is_below(file, path)) size += text.size();
  return size;
}

Task<Result<void>> FakeFiles::copy_tree(Path from, Path to) {
  if (const auto found = failing.find(to); found != failing.end()) co_return fail(found->second);
  std::map<Path, std::string> copies;
  for (const auto& [path, text] : texts)
    if (is_below(path, from)) copies[to / path.lexically_relative(from)] = text;
  texts.merge(copies);
  directories.insert(to);
  co_return Result<void>{};
}

Task<Result<void>> FakeFiles::settle(Path path) {
  settled.push_back(path);
  co_return Result<void>{};
}

Result<void> FakeFiles::rename(const Path& from, const Path& to) {
  std::map<Path, std::string> moved;
  for (const auto& [path, text] : texts) {
    const bool goes = path == from || is_below(path, from);
    moved[!goes ? path : path == from ? to : to / path.lexically_relative(from)] = text;
  }
  texts = std::move(moved);
  return {};
}

}  // namespace stackup::testing
