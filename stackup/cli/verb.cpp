#include "stackup/cli/verb.h"

#include <algorithm>

namespace stackup {

std::string Arguments::value(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() || found->second.empty() ? "" : found->second.back();
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

const Verb* find_verb(std::string_view name) {
  const auto& verbs = all_verbs();
  const auto found = std::find_if(verbs.begin(), verbs.end(), [&](const Verb& verb) { return verb.name == name; });
  return found == verbs.end() ? nullptr : &*found;
}

const std::vector<Option>& common_options() {
  static const std::vector<Option> options = {
      {"--workspace", "-w", "DIR", "The workspace; otherwise the one around the present directory, or ~/stackup/NAME"},
      {"--recipes", "", "DIR", "Look for recipes here first; may be given several times"},
      {"--json", "", "", "Versioned JSON on standard output, for programs"},
      {"--quiet", "-q", "", "Say only what went wrong and what the result is"},
      {"--verbose", "-v", "", "Say more"},
      {"--no-color", "", "", "No colours; the variable NO_COLOR does the same"},
      {"--help", "-h", "", "Show this help"},
  };
  return options;
}

const std::vector<Option>& stack_options() {
  static const std::vector<Option> options = {
      {"--with", "", "NAME", "Also this profile, optional need or recipe; may be given several times"},
      {"--only", "", "NAME", "Only this unit and what it needs; may be given several times"},
      {"--set", "", "NAME.KEY=VALUE", "Set a parameter or a key of a recipe; may be given several times"},
      {"--src", "", "NAME=DIR", "Use this clone of yours for a project; stackup changes nothing in it"},
      {"--mirror", "", "FROM=TO", "Fetch addresses that begin with FROM from TO instead"},
  };
  return options;
}

}  // namespace stackup
