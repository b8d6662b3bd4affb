// The packages that Python projects declare. No TOML parser: only lists of quoted requirements are looked for, so what is not understood is left out.
#include "stackup/base/text.h"
#include "stackup/cli/init_guess.h"

#include <algorithm>
#include <cctype>

namespace stackup {
namespace {

/// "psycopg2-binary" of "Psycopg2_Binary[c]>=2.9 ; python_version…"; empty for what begins with no name.
std::string requirement_name(std::string_view requirement) {
  std::string name;
  for (const char c : trimmed(requirement)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if ((c == '-' || c == '_' || c == '.') && !name.empty()) name += '-';
    else break;
  }
  return name;
}

void add(std::vector<Hint>& hints, std::string name, const std::string& file) {
  const bool is_known = std::any_of(hints.begin(), hints.end(), [&](const Hint& hint) { return hint.name == name; });
  if (!name.empty() && !is_known) hints.push_back({std::move(name), file});
}

std::vector<std::string> quoted_texts(std::string_view line) {
  std::vector<std::string> texts;
  for (std::size_t start = line.find_first_of("\"'"); start != std::string_view::npos; start = line.find_first_of("\"'", start)) {
    const auto end = line.find(line[start], start + 1);
    if (end == std::string_view::npos) break;
    texts.emplace_back(line.substr(start + 1, end - start - 1));
    start = end + 1;
  }
  return texts;
}

/// Without what stands in quotes, where brackets end no list.
bool ends_list(std::string_view line) {
  char quote = 0;
  bool ends = false;
  for (const char c : line) {
    if (quote != 0) quote = c == quote ? '\0' : quote;
    else if (c == '"' || c == '\'') quote = c;
    else if (c == ']') ends = true;
    else if (c == '#') break;
  }
  return ends;
}

void read_pyproject(const std::string& text, std::vector<Hint>& hints) {
  std::string table;
  bool in_list = false;
  for (const auto& raw : lines_of(text)) {
    const auto line = trimmed(raw);
    if (!in_list && line.starts_with('[')) {
      table = std::string(line);
      continue;
    }
    const auto key = trimmed(line.substr(0, line.find('=')));
    const bool is_poetry = table.starts_with("[tool.poetry") && table.find("dependencies]") != std::string::npos;
    if (is_poetry && !line.starts_with('#') && key != "python") add(hints, requirement_name(key), "pyproject.toml");
    const bool lists_all = table == "[project.optional-dependencies]" || table == "[dependency-groups]";
    if (!in_list && line.find('[') != std::string_view::npos) in_list = lists_all || (table == "[project]" && key == "dependencies");
    if (!in_list) continue;
    for (const auto& requirement : quoted_texts(line)) add(hints, requirement_name(requirement), "pyproject.toml");
    in_list = !ends_list(line);
  }
}

/// install_requires and [options.extras_require]: indented lines.
void read_setup_cfg(const std::string& text, std::vector<Hint>& hints) {
  bool counts = false;
  bool is_extras = false;
  for (const auto& line : lines_of(text)) {
    const bool is_indented = line.starts_with(' ') || line.starts_with('\t');
    if (line.starts_with('[')) is_extras = line.starts_with("[options.extras_require]");
    if (!is_indented) counts = line.starts_with("install_requires") || is_extras;
    if (is_indented && counts) add(hints, requirement_name(line), "setup.cfg");
  }
}

void read_requirements(const std::string& file, const std::string& text, std::vector<Hint>& hints) {
  for (const auto& line : lines_of(text))
    if (!line.starts_with('-') && !line.starts_with('#') && line.find("://") == std::string::npos) add(hints, requirement_name(line), file);
}

void read_setup_py(const std::string& text, std::vector<Hint>& hints) {
  const auto start = text.find("install_requires");
  if (start == std::string::npos) return;
  for (const auto& requirement : quoted_texts(std::string_view(text).substr(start, text.find(']', start) - start))) add(hints, requirement_name(requirement), "setup.py");
}

}  // namespace

std::vector<Hint> python_dependencies(const Project& project) {
  std::vector<Hint> hints;
  if (const auto* text = project.find("pyproject.toml")) read_pyproject(*text, hints);
  if (const auto* text = project.find("setup.cfg")) read_setup_cfg(*text, hints);
  if (const auto* text = project.find("setup.py")) read_setup_py(*text, hints);
  for (const auto& [file, text] : project.files)
    if (file.starts_with("requirements") && file.ends_with(".txt")) read_requirements(file, text, hints);
  return hints;
}

}  // namespace stackup
