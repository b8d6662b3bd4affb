#include "stackup/steps/sources.h"

#include <algorithm>
#include <array>
#include <string_view>

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

}  // namespace

std::vector<Path> source_files(const Path& directory, const Files& files) {
  std::vector<Path> found;
  for (const auto& name : files.list(directory)) {
    const auto path = directory / name;
    if (is_aside(name)) continue;
    if (!files.is_directory(path)) {
      if (is_source(path)) found.push_back(path);
      continue;
    }
    if (files.exists(path / "CMakeCache.txt")) continue;
    for (const auto& file : files.glob(path, "**/*"))
      if (is_source(file) && std::none_of(file.begin(), file.end(), is_aside)) found.push_back(path / file);
  }
  return found;
}

}  // namespace stackup
