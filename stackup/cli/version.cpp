#include "stackup/cli/version.h"

#include "stackup/cli/world.h"
#include "stackup/ui/width.h"

#include <fmt/format.h>

namespace stackup {
namespace {

#if defined(__clang__)
constexpr std::string_view compiler = "clang " __clang_version__;
#else
constexpr std::string_view compiler = "g++ " __VERSION__;
#endif

int run(const Arguments& arguments, World& world) {
  world.console().out(arguments.has("--json") ? version_json() + "\n" : version_text());
  return 0;
}

}  // namespace

std::string version_line() { return "stackup " STACKUP_VERSION; }

// The versions come from CMake's packages, so that no heavy header is included only for its number.
std::vector<Component> components() {
  return {
      {"compiler", std::string(compiler)},  {"Boost", STACKUP_WITH_BOOST},
      {"CLI11", STACKUP_WITH_CLI11},        {"fmt", STACKUP_WITH_FMT},
      {"libgit2", STACKUP_WITH_LIBGIT2},    {"libsodium", STACKUP_WITH_SODIUM},
      {"nlohmann-json", STACKUP_WITH_JSON}, {"spdlog", STACKUP_WITH_SPDLOG},
      {"yaml-cpp", STACKUP_WITH_YAML_CPP},
  };
}

std::string version_text() {
  auto text = version_line() + "\n\nBuilt with\n";
  for (const auto& component : components()) text += fmt::format("  {}  {}\n", padded(component.name, 13), component.version);
  return text;
}

Verb version_verb() {
  return {.name = "version",
          .group = VerbGroup::other,
          .summary = "Show the version and what stackup was built with",
          .description = "`stackup --version` prints the first line alone.",
          .positionals = {},
          .options = {},
          .examples = {{"stackup version", "Put this into bug reports."}, {"stackup version --json", "The same for programs."}},
          .run = run};
}

}  // namespace stackup
