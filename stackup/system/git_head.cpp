#include "stackup/base/text.h"
#include "stackup/system/git_state.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace stackup {
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return stream ? std::string(trimmed(text.str())) : std::string();
}

/// The repository's data: .git, or where the file .git points (submodules, worktrees).
fs::path data_of(const fs::path& directory) {
  const auto place = directory / ".git";
  std::error_code ignored;
  if (!fs::is_regular_file(place, ignored)) return place;
  const auto text = text_of(place);
  const std::string prefix = "gitdir: ";
  return text.rfind(prefix, 0) == 0 ? directory / text.substr(prefix.size()) : place;
}

bool is_id(const std::string& text) {
  return (text.size() == 40 || text.size() == 64) && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string packed_ref(const fs::path& common, const std::string& name) {
  std::ifstream stream(common / "packed-refs", std::ios::binary);
  std::string line;
  while (std::getline(stream, line)) {
    const auto space = line.find(' ');
    if (space != std::string::npos && line.compare(space + 1, std::string::npos, name) == 0) return line.substr(0, space);
  }
  return {};
}

}  // namespace

std::string head_commit_on_disk(const fs::path& directory) {
  const auto data = data_of(directory);
  const auto link = text_of(data / "commondir");
  const auto common = link.empty() ? data : data / link;
  auto value = text_of(data / "HEAD");
  constexpr int deepest = 5;
  for (int depth = 0; depth < deepest && value.rfind("ref: ", 0) == 0; ++depth) {
    const auto name = value.substr(5);
    value = text_of(data / name);
    if (value.empty()) value = text_of(common / name);
    if (value.empty()) value = packed_ref(common, name);
  }
  return is_id(value) ? value : std::string();
}

}  // namespace stackup
