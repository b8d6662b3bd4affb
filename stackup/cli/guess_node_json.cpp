// Projects of Node.js, told by their package.json.
#include "stackup/base/text.h"
#include "stackup/cli/init_guess.h"

#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string script(const Json& package, const char* name) {
  const auto scripts = package.find("scripts");
  return scripts != package.end() && scripts->is_object() ? text_at(*scripts, name) : "";
}

std::set<std::string> dependencies_of(const Json& package) {
  std::set<std::string> names;
  for (const auto* key : {"dependencies", "devDependencies"}) {
    const auto found = package.find(key);
    if (found == package.end() || !found->is_object()) continue;
    for (const auto& [name, version] : found->items()) names.insert(name);
  }
  return names;
}

void guess_install(const Project& project, RecipeDraft& draft) {
  if (project.find("package-lock.json")) {
    draft.add("steps", R"(install: {node: ., needs: []})", Certainty::sure, "package-lock.json");
    return;
  }
  draft.add("packages", "nodejs", Certainty::sure, "package.json");
  draft.add("packages", "npm", Certainty::sure, "package.json");
  if (project.find("yarn.lock")) {
    draft.add("steps", R"(install: {run: npx --yes yarn install --frozen-lockfile, inputs: [package.json, yarn.lock], needs: []})", Certainty::likely, "yarn.lock");
  } else if (project.find("pnpm-lock.yaml")) {
    draft.add("steps", R"(install: {run: npx --yes pnpm install --frozen-lockfile, inputs: [package.json, pnpm-lock.yaml], needs: []})", Certainty::likely, "pnpm-lock.yaml");
  } else {
    draft.add("steps", R"(install: {run: npm install, inputs: [package.json], needs: []})", Certainty::likely, "package.json, without a lock file");
  }
}

/// Frameworks whose development server listens on $PORT.
bool listens_on_port_variable(const std::set<std::string>& dependencies) {
  for (const auto* name : {"next", "react-scripts", "nuxt", "@remix-run/dev", "@nestjs/core", "fastify-cli"})
    if (dependencies.contains(name)) return true;
  return false;
}

void guess_run(const Json& package, const std::set<std::string>& dependencies, RecipeDraft& draft) {
  if (draft.has("processes")) return;
  const bool has_dev = !script(package, "dev").empty();
  if (!has_dev && script(package, "start").empty()) return;
  const std::string command = has_dev ? "npm run dev" : "npm start";
  const auto why = fmt::format("package.json has the script {}", has_dev ? "dev" : "start");
  if (dependencies.contains("vite")) {
    draft.add("ports", "web: 5173", Certainty::likely, "Vite's usual port");
    draft.add("processes", fmt::format("web: {{run: \"{} -- --host ${{host}} --port ${{port.web}} --strictPort\", ready: {{tcp: web}}}}", command), Certainty::likely,
              why + ", and Vite is among the dependencies");
  } else if (listens_on_port_variable(dependencies)) {
    draft.add("ports", "web: 3000", Certainty::likely, "its usual port");
    draft.add("env", R"(PORT: "${port.web}")", Certainty::likely, "its development server listens on PORT");
    draft.add("processes", fmt::format("web: {{run: {}, ready: {{tcp: web}}}}", command), Certainty::likely, why);
  } else {
    draft.add("ports", "web: 3000", Certainty::unsure, "many servers take their port from PORT");
    draft.add("env", R"(PORT: "${port.web}")", Certainty::unsure, "many servers take their port from PORT");
    draft.add("processes", fmt::format("web: {{run: {}}}", command), Certainty::unsure, why + "; if it listens on PORT, add ready: {tcp: web}");
  }
  draft.add("links", R"(web: "http://${host}:${port.web}/")", Certainty::unsure, why);
}

void guess_test(const Json& package, RecipeDraft& draft) {
  const auto test = script(package, "test");
  const bool is_placeholder = test.find("no test specified") != std::string::npos;  // what npm init writes
  if (!test.empty() && !is_placeholder) draft.add("test", "{run: npm test}", Certainty::sure, "package.json has the script test");
}

/// "shop" of "@acme/shop".
std::string bare_name(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

void guess_node(const Project& project, RecipeDraft& draft, std::vector<Hint>& hints) {
  const auto* text = project.find("package.json");
  if (text == nullptr) return;
  const auto package = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!package.is_object()) {
    draft.notes.emplace_back("package.json, which is not valid JSON");
    return;
  }
  draft.learned_from("package.json");
  const auto dependencies = dependencies_of(package);
  for (const auto& name : dependencies) hints.push_back({name, "package.json"});
  if (draft.name.empty()) draft.name = as_name(bare_name(text_at(package, "name")));
  if (draft.summary.empty()) draft.summary = printable(text_at(package, "description"));
  guess_install(project, draft);
  guess_run(package, dependencies, draft);
  guess_test(package, draft);
}

}  // namespace stackup
