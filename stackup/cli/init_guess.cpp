#include "stackup/cli/init_guess.h"

#include "stackup/base/text.h"
#include "stackup/recipe/node_writer.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::array<std::string_view, 10> section_order = {"repository", "packages", "needs", "ports", "env", "steps", "processes", "test", "links", ""};
constexpr std::size_t widest_aligned_entry = 60;  // the reason for a longer one stands above it

constexpr std::size_t longest_line = 1000;

std::string key_of(const std::string& yaml) { return yaml.substr(0, yaml.find(": ")); }

struct DraftLine {
  std::string text;
  const Guess* reason = nullptr;
};

std::vector<DraftLine> lines_of_section(const RecipeDraft& draft, std::string_view section) {
  std::vector<DraftLine> lines;
  for (const auto& guess : draft.guesses) {
    if (guess.section != section) continue;
    const bool stands_alone = section == "repository" || section == "test";
    const bool is_list = section == "packages" || section == "needs";
    if (lines.empty() && !stands_alone) lines.push_back({std::string(section) + ":"});
    if (lines.size() == 1 && section == "packages") lines.push_back({"  debian:"});
    if (stands_alone) lines.push_back({fmt::format("{}: {}", section, guess.yaml), &guess});
    else lines.push_back({fmt::format("{}{}{}", section == "packages" ? "    " : "  ", is_list ? "- " : "", guess.yaml), &guess});
  }
  return lines;
}

std::string section_text(const std::vector<DraftLine>& lines) {
  std::size_t width = 0;
  for (const auto& line : lines)
    if (line.reason && line.text.size() <= widest_aligned_entry) width = std::max(width, line.text.size());
  std::string text;
  for (const auto& line : lines) {
    const auto comment = line.reason ? fmt::format("# {}: {}", to_string(line.reason->certainty), line.reason->why) : "";
    if (!line.reason) text += line.text + "\n";
    else if (line.text.size() <= widest_aligned_entry) text += fmt::format("{:<{}}  {}\n", line.text, width, comment);
    else text += fmt::format("{:>{}}{}\n{}\n", "", line.text.find_first_not_of(' '), comment, line.text);
  }
  return text;
}

std::string joined_names(const std::vector<std::string>& names) {
  if (names.size() < 2) return join(names, "");
  return join({names.begin(), names.end() - 1}, ", ") + " and " + names.back();
}

/// In quotes only where YAML would read something else.
std::string scalar(const std::string& text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.scalar = text;
  node.quoted = true;
  return yaml_scalar(node);
}

std::string head(const RecipeDraft& draft) {
  std::string text = "# Made by `stackup init`";
  text += draft.sources.empty() ? ", which found nothing here that it knows. Say what to do in `steps:` and what to run in `processes:`.\n"
                                : fmt::format(" from {}. Behind each guess stands how sure it is, and why.\n", joined_names(draft.sources));
  text += "# Change what is wrong: `stackup check` finds mistakes, `stackup schema` helps your editor, `stackup up` starts it all.\n";
  text += fmt::format("schema: 1\nname: {}\nsummary: {}\n", scalar(draft.name), scalar(draft.summary));
  return text;
}

std::string name_from(const Project& project) {
  auto name = as_name(project.directory);
  return name.empty() ? "project" : name;
}

void guess_repository(const Project& project, RecipeDraft& draft) {
  if (project.checkout == Checkout::git) return draft.add("repository", "{url: .}", Certainty::sure, "the git repository that this file lies in");
  draft.add("repository", "{url: .}", Certainty::unsure, "this is no git repository yet: git init && git add . && git commit -m Begin");
}

}  // namespace

std::string_view to_string(Certainty certainty) {
  switch (certainty) {
    case Certainty::sure: return "sure";
    case Certainty::likely: return "likely";
    case Certainty::unsure: return "unsure";
  }
  return "";
}

void RecipeDraft::add(std::string section, std::string yaml, Certainty certainty, std::string why) {
  const auto is_said = [&](const Guess& guess) { return guess.section == section && key_of(guess.yaml) == key_of(yaml); };
  if (std::any_of(guesses.begin(), guesses.end(), is_said)) return;
  guesses.push_back({std::move(section), std::move(yaml), certainty, one_line(why)});
}

void RecipeDraft::learned_from(const std::string& file) {
  if (std::find(sources.begin(), sources.end(), file) == sources.end()) sources.push_back(file);
}

bool RecipeDraft::has(std::string_view section) const {
  return std::any_of(guesses.begin(), guesses.end(), [&](const Guess& guess) { return guess.section == section; });
}

const std::string* Project::find(const std::string& path) const {
  const auto found = files.find(path);
  return found == files.end() ? nullptr : &found->second;
}

std::vector<KnownOffer> known_offers(const Catalogue& catalogue) {
  std::vector<KnownOffer> offers;
  for (const auto& name : catalogue.names()) {
    Diagnostics not_asked_for;
    const auto recipe = catalogue.recipe(name, not_asked_for);
    if (!recipe || recipe->is_abstract) continue;
    if (find_named(recipe->offers, "default") == nullptr) offers.push_back({name, "", {}});
    for (const auto& [offer, spec] : recipe->offers) {
      KnownOffer known{name, offer.value == "default" ? "" : offer.value, {}};
      for (const auto& [variable, text] : spec.env) known.variables.push_back(variable.value);
      offers.push_back(std::move(known));
    }
  }
  return offers;
}

RecipeDraft guess_recipe(const Project& project, const std::vector<KnownOffer>& offers) {
  RecipeDraft draft;
  std::vector<Hint> hints;
  guess_repository(project, draft);
  guess_procfile(project, draft);
  guess_python(project, draft, hints);
  guess_node(project, draft, hints);
  guess_cmake(project, draft);
  guess_release(project, draft);
  guess_compose(project, draft, hints);
  if (draft.name.empty()) draft.name = name_from(project);
  guess_services(hints, offers, draft);
  if (draft.summary.empty()) draft.summary = draft.name + ", not described yet";
  return draft;
}

std::string draft_text(const RecipeDraft& draft) {
  std::string text = head(draft);
  for (const auto section : section_order) {
    const auto lines = lines_of_section(draft, section);
    if (lines.empty()) continue;
    if (section != "repository") text += "\n";
    text += section_text(lines);
  }
  if (!draft.notes.empty()) text += "\n# Also seen:\n";
  for (const auto& note : draft.notes) text += fmt::format("# - {}\n", one_line(note));
  return text;
}

std::string as_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const char lower = is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    const bool fits = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    if (fits) name += lower;
    else if (!name.empty() && name.back() != '-') name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  name.erase(0, std::min(name.find_first_not_of("0123456789-"), name.size()));
  return name;
}

std::string in_quotes(std::string_view text) { return json_quoted(text); }

std::string without_long_lines(std::string_view text) {
  std::string kept;
  for (const auto& line : lines_of(text))
    if (line.size() <= longest_line) kept += line + "\n";
  return kept;
}

const std::vector<std::string>& telling_files() {
  static const std::vector<std::string> patterns = {
      "pyproject.toml", "setup.cfg", "setup.py", "requirements*.txt", "requirements/*.txt", "manage.py", "pytest.ini", "package.json", "package-lock.json",
      "yarn.lock", "pnpm-lock.yaml", "CMakeLists.txt", "Procfile", "docker-compose.yml", "docker-compose.yaml", "compose.yaml", "compose.yml", "*.py", "*/*.py"};
  return patterns;
}

}  // namespace stackup
