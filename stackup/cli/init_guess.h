#pragma once
// A recipe guessed from a project's files. Pure: texts in, a draft out, in which each guess says how sure it is and why.

#include "stackup/recipe/catalogue.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// The project's files that guesses are drawn from: path relative to the project → text.
using ProjectFiles = std::map<std::string, std::string>;

enum class Certainty { sure, likely, unsure };
[[nodiscard]] std::string_view to_string(Certainty certainty);

/// One entry of a section of the recipe, as it stands in YAML on one line.
struct Guess {
  std::string section;
  std::string yaml;
  Certainty certainty = Certainty::likely;
  std::string why;

  bool operator==(const Guess&) const = default;
};

struct RecipeDraft {
  std::string name;
  std::string summary;
  std::vector<Guess> guesses;
  std::vector<std::string> notes;    ///< what was seen, but can't be said in the recipe yet
  std::vector<std::string> sources;  ///< files that something was learned from

  void add(std::string section, std::string yaml, Certainty certainty, std::string why);
  void learned_from(const std::string& file);
  [[nodiscard]] bool has(std::string_view section) const;
};

/// Something that a project can need: an offer of a recipe that exists, and the variables that it brings.
struct KnownOffer {
  std::string recipe;
  std::string offer;  ///< empty: the default one, or none
  std::vector<std::string> variables;

  bool operator==(const KnownOffer&) const = default;
};
[[nodiscard]] std::vector<KnownOffer> known_offers(const Catalogue& catalogue);

/// What a dependency or an image tells: its name and where it is named.
struct Hint {
  std::string name;
  std::string file;
};

enum class Checkout { git, plain };

struct Project {
  std::string directory;  ///< the name of the directory
  ProjectFiles files;
  Checkout checkout = Checkout::plain;

  [[nodiscard]] const std::string* find(const std::string& path) const;
};

[[nodiscard]] RecipeDraft guess_recipe(const Project& project, const std::vector<KnownOffer>& offers);
/// The draft as YAML with its reasons as comments. It has no mistakes that `check` could find.
[[nodiscard]] std::string draft_text(const RecipeDraft& draft);

/// Files worth reading for a guess, as patterns relative to the project.
[[nodiscard]] const std::vector<std::string>& telling_files();

// The kinds of project. Each adds what it knows; what another one has said already stays.
void guess_python(const Project& project, RecipeDraft& draft, std::vector<Hint>& hints);
void guess_node(const Project& project, RecipeDraft& draft, std::vector<Hint>& hints);
void guess_cmake(const Project& project, RecipeDraft& draft);
void guess_procfile(const Project& project, RecipeDraft& draft);
/// A Procfile's release command, after all other steps.
void guess_release(const Project& project, RecipeDraft& draft);
void guess_compose(const Project& project, RecipeDraft& draft, std::vector<Hint>& hints);
/// Services by the names of client libraries and of images.
void guess_services(const std::vector<Hint>& hints, const std::vector<KnownOffer>& offers, RecipeDraft& draft);

/// The packages that a Python project declares, lower-case and with `-`; those for tests and development too.
[[nodiscard]] std::vector<Hint> python_dependencies(const Project& project);

/// Something that may be a recipe's or a process's name: lower-case, with `-` for everything else.
[[nodiscard]] std::string as_name(std::string_view text);
/// A text as it can stand anywhere in YAML.
[[nodiscard]] std::string in_quotes(std::string_view text);
/// Without lines that nobody wrote by hand: std::regex needs stack for each letter.
[[nodiscard]] std::string without_long_lines(std::string_view text);

}  // namespace stackup
