// Projects of Python: how they are installed, what they depend on, how they are run and tested.
#include "stackup/base/text.h"
#include "stackup/cli/init_guess.h"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <set>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::string_view index_url = "https://pypi.org/simple";

bool depends_on(const std::vector<Hint>& dependencies, std::string_view name) {
  return std::any_of(dependencies.begin(), dependencies.end(), [&](const Hint& hint) { return hint.name == name; });
}

std::vector<std::string> requirement_files(const Project& project) {
  std::vector<std::string> files;
  for (const auto& [file, text] : project.files)
    if (file.starts_with("requirements") && file.ends_with(".txt")) files.push_back(file);
  return files;
}

/// Those that everybody who works on the project wants: the main one and those for development and tests.
std::vector<std::string> wanted_requirements(const Project& project) {
  std::vector<std::string> wanted;
  for (const auto& file : requirement_files(project)) {
    const bool is_main = file == "requirements.txt" || file == "requirements/base.txt";
    const bool is_for_work = file.find("dev") != std::string::npos || file.find("test") != std::string::npos || file.find("local") != std::string::npos;
    if (is_main || is_for_work) wanted.push_back(file);
  }
  return wanted;
}

std::optional<std::string> build_file(const Project& project) {
  const auto* pyproject = project.find("pyproject.toml");
  if (pyproject && (pyproject->find("[project]") != std::string::npos || pyproject->find("[tool.poetry]") != std::string::npos)) return "pyproject.toml";
  if (project.find("setup.py")) return "setup.py";
  if (const auto* setup = project.find("setup.cfg"); setup && setup->find("[metadata]") != std::string::npos) return "setup.cfg";
  return std::nullopt;
}

std::string quoted_list(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(in_quotes(word));
  return "[" + join(quoted, ", ") + "]";
}

void guess_build_packages(const Project& project, RecipeDraft& draft) {
  draft.add("packages", "python3-venv", Certainty::sure, "for the virtual environment");
  draft.add("packages", "python3-pip", Certainty::sure, "installs into it");
  draft.add("packages", "python3-setuptools", Certainty::sure, "builds Python projects");
  draft.add("packages", "python3-wheel", Certainty::sure, "builds Python projects");
  const auto* pyproject = project.find("pyproject.toml");
  if (pyproject == nullptr) return;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> backends = {
      {{"hatchling", "python3-hatchling"}, {"poetry", "python3-poetry-core"}, {"flit_core", "flit"}, {"setuptools_scm", "python3-setuptools-scm"}}};
  for (const auto& [backend, package] : backends)
    if (pyproject->find(backend) != std::string::npos) draft.add("packages", std::string(package), Certainty::likely, fmt::format("pyproject.toml names {}", backend));
}

void guess_install(const Project& project, RecipeDraft& draft) {
  const auto build = build_file(project);
  const auto requirements = wanted_requirements(project);
  if (!build && requirements.empty()) return;
  guess_build_packages(project, draft);
  auto inputs = requirements;
  for (const auto* file : {"pyproject.toml", "setup.cfg", "setup.py"})
    if (project.find(file)) inputs.emplace_back(file);
  for (const auto& file : inputs) draft.learned_from(file);
  std::vector<std::string> keys;
  if (build) keys.emplace_back("editable: .");
  if (!requirements.empty()) keys.push_back("requirements: " + quoted_list(requirements));
  keys.push_back(fmt::format("index: \"{}\"", index_url));
  draft.add("steps", fmt::format("install: {{python: {{{}}}, inputs: {}, needs: []}}", join(keys, ", "), quoted_list(inputs)), Certainty::likely,
            fmt::format("{}; without index: the distribution's packages are used", build.value_or(requirements.empty() ? "" : requirements.front())));
}

void add_web(RecipeDraft& draft, const std::string& command, Certainty certainty, const std::string& why) {
  draft.add("ports", "web: 8000", certainty, why);
  draft.add("processes", fmt::format("web: {{run: {}, ready: {{tcp: web}}}}", in_quotes(command)), certainty, why);
  draft.add("links", R"(web: "http://${host}:${port.web}/")", certainty, why);
}

void guess_django(RecipeDraft& draft) {
  draft.learned_from("manage.py");
  const auto after = draft.has("steps") ? "after: install, " : "";
  draft.add("steps", fmt::format("migrate: {{run: \"python3 manage.py migrate --no-input\", {}per: data, inputs: [\"**/migrations/*.py\"]}}", after), Certainty::likely,
            "manage.py: Django");
  add_web(draft, "python3 manage.py runserver ${host}:${port.web}", Certainty::likely, "manage.py: Django");
  draft.add("test", R"({run: "python3 manage.py test"})", Certainty::likely, "manage.py: Django");
}

/// "shop.app" of src/shop/app.py, "shop" of shop/__init__.py.
std::string module_of(std::string file) {
  file.erase(file.size() - std::string_view(".py").size());
  if (file.starts_with("src/")) file.erase(0, 4);
  if (file.ends_with("/__init__")) file.erase(file.size() - std::string_view("/__init__").size());
  std::replace(file.begin(), file.end(), '/', '.');
  return file;
}

/// `app = Flask(__name__)` and its like; the first file by name.
bool guess_web_object(const Project& project, RecipeDraft& draft) {
  static const std::regex object(R"(^([A-Za-z_]\w*)\s*(?::[^=\n]*)?=\s*(?:\w+\.)?(Flask|FastAPI|Starlette|Quart|Litestar)\()", std::regex::multiline);
  for (const auto& [file, whole] : project.files) {
    if (!file.ends_with(".py") || file.starts_with("test")) continue;
    const auto text = without_long_lines(whole);
    std::smatch match;
    if (!std::regex_search(text, match, object)) continue;
    draft.learned_from(file);
    const auto where = fmt::format("{}:{}", module_of(file), match[1].str());
    const auto why = fmt::format("{} makes a {} object", file, match[2].str());
    if (match[2] == "Flask") add_web(draft, fmt::format("python3 -m flask --app {} run --host ${{host}} --port ${{port.web}}", where), Certainty::likely, why);
    else add_web(draft, fmt::format("python3 -m uvicorn {} --host ${{host}} --port ${{port.web}}", where), Certainty::likely, why);
    return true;
  }
  return false;
}

/// A package that can be run. Whether it is a server or a command nobody can see from outside, so it is only noted.
void note_programs(const Project& project, RecipeDraft& draft) {
  for (const auto& [file, text] : project.files)
    if (file.ends_with("/__main__.py") && !file.starts_with("test"))
      draft.notes.push_back(fmt::format("{}; if it is a server: processes: {{main: {{run: python3 -m {}}}}}", file, module_of(file.substr(0, file.rfind('/')) + "/__init__.py")));
}

void guess_run(const Project& project, RecipeDraft& draft) {
  if (draft.has("processes")) return;
  if (project.find("manage.py")) return guess_django(draft);
  if (!guess_web_object(project, draft)) note_programs(project, draft);
}

bool has_tests(const Project& project) {
  return std::any_of(project.files.begin(), project.files.end(), [](const auto& entry) {
    return entry.first.starts_with("tests/") || entry.first.starts_with("test/") || entry.first.starts_with("test_") || entry.first == "pytest.ini";
  });
}

void guess_test(const Project& project, const std::vector<Hint>& dependencies, RecipeDraft& draft) {
  const auto* pyproject = project.find("pyproject.toml");
  const bool is_configured = project.find("pytest.ini") || (pyproject && pyproject->find("[tool.pytest") != std::string::npos);
  if (draft.has("test") || (!is_configured && !depends_on(dependencies, "pytest") && !has_tests(project))) return;
  const auto certainty = is_configured || depends_on(dependencies, "pytest") ? Certainty::likely : Certainty::unsure;
  draft.add("packages", "python3-pytest", certainty, "runs the tests");
  draft.add("test", R"({run: "python3 -m pytest"})", certainty, is_configured ? "pytest is configured" : "there are tests");
}

/// The value of `key = "…"` in one of the tables; empty if there is none on one line.
std::string value_in(const std::string& text, const std::set<std::string>& tables, const std::string& key) {
  std::string table;
  for (const auto& raw : lines_of(text)) {
    const auto line = trimmed(raw);
    if (line.starts_with('[')) table = std::string(line);
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || !tables.contains(table) || trimmed(line.substr(0, equals)) != key) continue;
    auto value = trimmed(line.substr(equals + 1));
    while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
    return std::string(value.substr(0, value.find_first_of("\"'")));
  }
  return "";
}

std::string metadata(const Project& project, const std::string& key) {
  const auto* pyproject = project.find("pyproject.toml");
  const auto value = pyproject ? value_in(*pyproject, {"[project]", "[tool.poetry]"}, key) : "";
  const auto* setup = project.find("setup.cfg");
  return value.empty() && setup ? value_in(*setup, {"[metadata]"}, key) : value;
}

}  // namespace

void guess_python(const Project& project, RecipeDraft& draft, std::vector<Hint>& hints) {
  const bool is_python = build_file(project) || project.find("manage.py") || !requirement_files(project).empty();
  if (!is_python) return;
  const auto dependencies = python_dependencies(project);
  hints.insert(hints.end(), dependencies.begin(), dependencies.end());
  if (draft.name.empty()) draft.name = as_name(metadata(project, "name"));
  if (draft.summary.empty()) draft.summary = printable(metadata(project, "description"));
  guess_install(project, draft);
  guess_run(project, draft);
  guess_test(project, dependencies, draft);
}

}  // namespace stackup
