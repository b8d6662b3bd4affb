#pragma once
// `stackup check`: every mistake of a workspace's recipe and of all that it uses, in one run.

#include "stackup/cli/front_end.h"
#include "stackup/cli/verb.h"
#include "stackup/ui/screen.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace stackup {

/// What was looked at, and what is wrong.
struct CheckReport {
  std::vector<std::string> subjects;         ///< files, directories or workspaces
  std::set<std::string> recipes;
  std::set<std::string> units;
  std::map<std::string, std::size_t> variables;  ///< how many each recipe has
  std::vector<Error> errors;
  std::vector<Error> warnings;               ///< of --strict

  [[nodiscard]] std::size_t variable_count() const;
};

/// `${…}` in all texts of a document, except in shell scripts, where they are the shell's.
[[nodiscard]] std::size_t count_variables(const Node& document);

/// Resolves each of the recipes by itself, as it is and with each of its profiles and optional needs, and the selection as a whole. Mistakes go to `diagnostics`, each once.
void check_recipes(const Catalogue& catalogue, const std::vector<std::string>& names, const Selection& selection, const std::map<std::string, std::string>& environment,
                   CheckReport& report, Diagnostics& diagnostics);

/// What could be better in each of the recipes that has no mistake of its own, in the order of the files.
[[nodiscard]] std::vector<Error> strict_warnings(const Catalogue& catalogue, const std::vector<std::string>& names);

/// "shop.yaml: no mistakes in 3 recipes, 3 units and 41 variables"
[[nodiscard]] std::string check_text(const CheckReport& report, const Screen& screen);
/// "3 mistakes in 2 files"; `noun` is "mistake" or "warning".
[[nodiscard]] std::string mistakes_text(const std::vector<Error>& errors, std::string_view noun = "mistake");
/// {"v":1,"kind":"check","ok":…,"checked":[…],"recipes":3,"units":3,"variables":41,"errors":[…],"warnings":[…]}. A warning keeps it from being ok.
[[nodiscard]] std::string check_json(const CheckReport& report);

[[nodiscard]] Verb check_verb();

}  // namespace stackup
