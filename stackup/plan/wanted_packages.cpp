// Which distribution packages a stack wants.
#include "stackup/plan/unit_builder.h"

#include <algorithm>
#include <array>

namespace stackup {
namespace {

struct Tool {
  std::string_view program;
  std::array<std::string_view, 5> packages;  ///< in the order of `families`; empty: another package of the table brings it
};

constexpr std::array<std::string_view, 5> families = {"debian", "fedora", "opensuse", "arch", "alpine"};
constexpr Tool node = {"node", {"nodejs", "nodejs", "nodejs-default", "nodejs", "nodejs"}};
constexpr Tool npm = {"npm", {"npm", "nodejs-npm", "npm-default", "npm", "npm"}};
constexpr Tool cmake_tool = {"cmake", {"cmake", "cmake", "cmake", "cmake", "cmake"}};
constexpr Tool compiler = {"c++", {"g++", "gcc-c++", "gcc-c++", "gcc", "g++"}};
constexpr Tool ninja = {"ninja", {"ninja-build", "ninja-build", "ninja", "ninja", "samurai"}};
constexpr Tool make_tool = {"make", {"make", "make", "make", "make", "make"}};

std::vector<Tool> tools_of(const RunStepSpec&) { return {}; }
// What builds a Python project differs too much to be guessed; recipes name it.
std::vector<Tool> tools_of(const PythonSpec&) { return {}; }
std::vector<Tool> tools_of(const NodeSpec&) { return {node, npm}; }
std::vector<Tool> tools_of(const MakeSpec&) { return {make_tool}; }

/// A preset may name either generator.
std::vector<Tool> tools_of(const CMakeSpec& cmake) {
  std::vector<Tool> tools = {cmake_tool, compiler};
  const auto generator = cmake.generator ? cmake.generator->to_string() : std::string();
  const bool is_make = generator.find("Makefiles") != std::string::npos;
  if (!is_make) tools.push_back(ninja);
  if (is_make || (cmake.preset && generator.empty())) tools.push_back(make_tool);
  return tools;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

std::vector<ToolchainPackage> toolchain_packages(const Unit& unit, const std::string& family) {
  std::vector<ToolchainPackage> packages;
  const auto* known = std::find(families.begin(), families.end(), family);
  if (known == families.end() || unit.is_external()) return packages;
  for (const auto& [name, step] : unit.recipe.steps)
    for (const auto& tool : std::visit([](const auto& kind) { return tools_of(kind); }, step.kind)) {
      const ToolchainPackage package{std::string(tool.packages.at(static_cast<std::size_t>(known - families.begin()))), std::string(tool.program)};
      if (std::find(packages.begin(), packages.end(), package) == packages.end()) packages.push_back(package);
    }
  return packages;
}

bool wants_packages(const Unit& unit) { return !unit.recipe.packages.empty() || !toolchain_packages(unit, std::string(families.front())).empty(); }

std::vector<std::string> wanted_packages(const Stack& stack, const BuildOptions& options) {
  std::vector<std::string> names;
  for (const auto& unit : stack.units) {
    if (unit.is_external()) continue;
    for (const auto& of : {std::string(), options.package_family})
      if (const auto found = unit.recipe.packages.find(of); found != unit.recipe.packages.end())
        for (const auto& name : found->second) add_once(names, name.value);
    for (const auto& package : toolchain_packages(unit, options.package_family))
      if (!options.at_hand.contains(package.name)) add_once(names, package.name);
  }
  return names;
}

}  // namespace stackup
