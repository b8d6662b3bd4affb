#include "stackup/steps/toolchains.h"

#include "stackup/base/text.h"
#include "stackup/plan/build_steps.h"
#include "stackup/ports/files.h"
#include "stackup/ports/packages.h"

#include <algorithm>

namespace stackup {
namespace {

/// `path:` entries that hold a variable lead into the workspace, where no toolchain is.
std::vector<std::string> search_path(const Unit& unit) {
  std::vector<std::string> directories;
  for (const auto& directory : unit.recipe.path)
    if (const auto text = directory.literal()) directories.push_back(*text);
  for (const auto& directory : split(std::string(standard_path), ':')) directories.push_back(directory);
  return directories;
}

bool has_program(const Unit& unit, const std::string& program, const Files& files) {
  const auto directories = search_path(unit);
  return std::any_of(directories.begin(), directories.end(), [&](const std::string& directory) {
    const auto file = directory + "/" + program;
    const bool is_pattern = directory.find_first_of("*?[") != std::string::npos;
    return is_pattern ? !files.matches(file).empty() : files.exists(file);
  });
}

}  // namespace

std::set<std::string> toolchains_at_hand(const Stack& stack, const Ports& ports) {
  std::set<std::string> found, needed;
  for (const auto& unit : stack.units)
    for (const auto& package : toolchain_packages(unit, ports.packages.family())) {
      const auto missing = ports.packages.missing({package.name});
      const bool is_elsewhere = missing && !missing->empty() && has_program(unit, package.program, ports.files);
      (is_elsewhere ? found : needed).insert(package.name);
    }
  for (const auto& name : needed) found.erase(name);
  return found;
}

}  // namespace stackup
