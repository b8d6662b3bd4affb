// Projects of C and C++ with CMake, Procfiles and Compose files.
#include "stackup/base/text.h"
#include "stackup/cli/init_guess.h"

#include <array>
#include <regex>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> debian_packages = {{{"Boost", "libboost-all-dev"},
                                                                                            {"CURL", "libcurl4-openssl-dev"},
                                                                                            {"Doxygen", "doxygen"},
                                                                                            {"GTest", "libgtest-dev"},
                                                                                            {"OpenSSL", "libssl-dev"},
                                                                                            {"PostgreSQL", "libpq-dev"},
                                                                                            {"Protobuf", "libprotobuf-dev"},
                                                                                            {"Python3", "python3-dev"},
                                                                                            {"SQLite3", "libsqlite3-dev"},
                                                                                            {"ZLIB", "zlib1g-dev"},
                                                                                            {"fmt", "libfmt-dev"},
                                                                                            {"nlohmann_json", "nlohmann-json3-dev"},
                                                                                            {"spdlog", "libspdlog-dev"},
                                                                                            {"yaml-cpp", "libyaml-cpp-dev"}}};

std::vector<std::string> first_words(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> words;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) words.push_back((*match)[1]);
  return words;
}

void guess_cmake_packages(const std::string& text, RecipeDraft& draft) {
  draft.add("packages", "pkg-config", Certainty::likely, "CMakeLists.txt");
  static const std::regex find_package(R"(find_package\s*\(\s*([A-Za-z0-9_-]+))", std::regex::icase);
  for (const auto& name : first_words(text, find_package)) {
    const auto* known = std::find_if(debian_packages.begin(), debian_packages.end(), [&](const auto& entry) { return entry.first == name; });
    if (known != debian_packages.end()) draft.add("packages", std::string(known->second), Certainty::likely, fmt::format("find_package({})", name));
    else if (name != "Threads" && name != "PkgConfig") draft.notes.push_back(fmt::format("find_package({}), for which you may have to add a package", name));
  }
}

/// "postgres" of "docker.io/library/postgres:15-alpine@sha256:…".
std::string image_name(const std::string& image) {
  const auto path = image.substr(0, image.find('@'));
  const auto last = path.substr(path.rfind('/') + 1);
  return last.substr(0, last.find(':'));
}

}  // namespace

void guess_cmake(const Project& project, RecipeDraft& draft) {
  if (project.find("CMakeLists.txt") == nullptr) return;
  const auto text = without_long_lines(*project.find("CMakeLists.txt"));
  draft.learned_from("CMakeLists.txt");
  guess_cmake_packages(text, draft);
  static const std::regex project_name(R"(project\s*\(\s*([A-Za-z0-9_.-]+))", std::regex::icase);
  if (const auto names = first_words(text, project_name); draft.name.empty() && !names.empty()) draft.name = as_name(names.front());
  draft.add("steps", R"(build: {cmake: ., timeout: 1h, needs: []})", Certainty::sure, "CMakeLists.txt; the build stays out of your checkout");
  if (text.find("enable_testing") != std::string::npos || text.find("include(CTest)") != std::string::npos)
    draft.add("test", R"({run: "ctest --test-dir ${build} --output-on-failure"})", Certainty::sure, "CMakeLists.txt enables tests");
  static const std::regex executable(R"(add_executable\s*\(\s*([A-Za-z0-9_.-]+))", std::regex::icase);
  for (const auto& name : first_words(text, executable))
    draft.notes.push_back(fmt::format("add_executable({0}); if it is a server: processes: {{{1}: {{run: \"${{build}}/{0}\"}}}}", name,
                                      as_name(name).empty() ? "main" : as_name(name)));
}

namespace {

/// Name and command, quoted.
std::vector<std::pair<std::string, std::string>> procfile_entries(const Project& project) {
  const auto* text = project.find("Procfile");
  const auto lines = lines_of(without_long_lines(text ? *text : ""));
  static const std::regex entry(R"(^([A-Za-z0-9_-]+):\s*(.+)$)");
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& line : lines) {
    std::smatch match;
    const std::string words(trimmed(line));
    if (!std::regex_match(words, match, entry)) continue;
    const auto name = as_name(match[1].str());
    if (!name.empty()) entries.emplace_back(name, in_quotes(printable(match[2].str())));
  }
  return entries;
}

}  // namespace

void guess_procfile(const Project& project, RecipeDraft& draft) {
  for (const auto& [name, command] : procfile_entries(project)) {
    draft.learned_from("Procfile");
    if (name == "release") continue;
    if (name != "web") {
      draft.add("processes", fmt::format("{}: {{sh: {}}}", name, command), Certainty::sure, "Procfile");
      continue;
    }
    draft.add("ports", "web: 8000", Certainty::likely, "Procfile: web processes listen on $PORT");
    draft.add("env", R"(PORT: "${port.web}")", Certainty::likely, "Procfile: web processes listen on $PORT");
    draft.add("processes", fmt::format("web: {{sh: {}, ready: {{tcp: web}}}}", command), Certainty::sure, "Procfile");
    draft.add("links", R"(web: "http://${host}:${port.web}/")", Certainty::likely, "Procfile");
  }
}

void guess_release(const Project& project, RecipeDraft& draft) {
  std::string after;
  for (const auto& guess : draft.guesses)
    if (guess.section == "steps") after = fmt::format(", after: {}", guess.yaml.substr(0, guess.yaml.find(':')));
  for (const auto& [name, command] : procfile_entries(project))
    if (name == "release") draft.add("steps", fmt::format("release: {{sh: {}{}}}", command, after), Certainty::likely, "Procfile: done once before the start");
}

void guess_compose(const Project& project, RecipeDraft& draft, std::vector<Hint>& hints) {
  for (const auto* file : {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}) {
    const auto* text = project.find(file);
    if (text == nullptr) continue;
    Diagnostics not_ours;
    const auto document = parse_yaml({file, *text}, not_ours);
    const auto* services = document ? document->find("services") : nullptr;
    if (services == nullptr) continue;
    draft.learned_from(file);
    for (const auto& [name, service] : services->entries) {
      const auto* image = service.find("image");
      if (image != nullptr && image->is_scalar()) hints.push_back({image_name(image->scalar), file});
      if (service.find("build") != nullptr) draft.notes.push_back(fmt::format("{} builds '{}'; here it runs from your checkout instead of a container", file, name.value));
    }
  }
}

}  // namespace stackup
