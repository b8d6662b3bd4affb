#include "stackup/steps/sources.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace stackup {
namespace {

constexpr std::array<std::string_view, 45> extensions = {".c",   ".cc",  ".cpp",   ".cxx", ".c++", ".h",   ".hh",   ".hpp",   ".hxx", ".h++", ".inc", ".inl", ".ipp", ".tcc", ".tpp",
                                                         ".def", ".cu",  ".cuh",   ".m",   ".mm",  ".s",   ".S",    ".asm",   ".f",   ".f90", ".F90", ".l",   ".ll",  ".y",   ".yy",
                                                         ".td",  ".idl", ".proto", ".fbs", ".ui",  ".qrc", ".qml",  ".rc",    ".i",   ".in",  ".cmake", ".mk", ".am", ".ac", ".cppm"};
constexpr std::array<std::string_view, 7> names = {"CMakeLists.txt", "CMakePresets.json", "CMakeUserPresets.json", "Makefile", "makefile", "GNUmakefile", "configure"};

bool is_source(const Path& file) {
  const auto has = [](const auto& list, const std::string& text) { return std::find(list.begin(), list.end(), text) != list.end(); };
  return has(names, file.filename().string()) || has(extensions, file.extension().string());
}

bool is_aside(const Path& part) { return part.string().starts_with('.') || part == "node_modules"; }

/// What below the root is a clone of its own, such as another project of the workspace. A submodule, whose .git is a file, belongs to the project.
class OtherClones {
 public:
  OtherClones(Path root, const Files& files) : root_(std::move(root)), files_(files) {}

  [[nodiscard]] bool hold(const Path& directory) {
    if (directory == root_ || !directory.has_relative_path()) return false;
    if (const auto known = known_.find(directory); known != known_.end()) return known->second;
    return known_[directory] = files_.is_directory(directory / ".git") || hold(directory.parent_path());
  }

 private:
  Path root_;
  const Files& files_;
  std::map<Path, bool> known_;
};

}  // namespace

std::vector<Path> source_files(const Path& directory, const Files& files) {
  std::vector<Path> found;
  OtherClones others(directory, files);
  for (const auto& name : files.list(directory)) {
    const auto path = directory / name;
    if (is_aside(name)) continue;
    if (!files.is_directory(path)) {
      if (is_source(path)) found.push_back(path);
      continue;
    }
    if (files.exists(path / "CMakeCache.txt")) continue;
    for (const auto& file : files.glob(path, "**/*"))
      if (is_source(file) && std::none_of(file.begin(), file.end(), is_aside) && !others.hold((path / file).parent_path())) found.push_back(path / file);
  }
  return found;
}

}  // namespace stackup
