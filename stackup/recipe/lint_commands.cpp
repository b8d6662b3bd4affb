// How commands are written: what works, but is better said in another way.
#include "stackup/recipe/lint_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

namespace stackup {
namespace {

using Texts = std::vector<Template>;

bool is_shell(std::string_view program) {
  static constexpr std::array<std::string_view, 6> shells = {"sh", "/bin/sh", "/usr/bin/sh", "dash", "/bin/dash", "/usr/bin/dash"};
  return std::ranges::find(shells, program) != shells.end();
}

void lint_shell_by_hand(const PlacedCommand& placed) {
  const auto& words = placed.command->words;
  if (words.size() < 3 || !is_shell(words[0].to_string())) return;
  const auto option = words[1].to_string();
  if (!option.starts_with('-') || option.starts_with("--") || option.find('c') == std::string::npos) return;
  placed.place.report(ErrorCode::shell_by_hand, fmt::format("starts a shell by `{} {}`", words[0].to_string(), option), placed.command->span)
      .because("variables are put into the script's text, where a value with a quote in it becomes code")
      .try_("write `sh: |` and the script below it, and take stackup's values to it by `env:`");
}

void lint_variables(const PlacedCommand& placed) {
  static constexpr std::array<std::string_view, 9> sections = {"port.", "secret.", "file.", "param.", "env.", "need.", "export.", "instance.", "workspace."};
  const std::string_view script = *placed.command->script;
  for (auto at = script.find("${"); at != std::string_view::npos; at = script.find("${", at + 2)) {
    const auto end = script.find('}', at);
    if (end == std::string_view::npos) return;
    const auto name = script.substr(at + 2, end - at - 2);
    if (std::ranges::none_of(sections, [&](std::string_view section) { return name.starts_with(section); })) continue;
    placed.place.report(ErrorCode::variable_in_script, fmt::format("uses '${{{}}}' in a script", name), placed.command->span)
        .because("`sh` leaves ${…} to the shell, for which this is a bad substitution")
        .try_(fmt::format("add `env: {{VALUE: \"${{{}}}\"}}` and write \"$VALUE\" in the script", name));
    return;  // of many the first is enough
  }
}

/// Names of environment variables whose value holds a secret, not only the path of its file.
std::vector<std::string> secret_variables(const EnvironmentTemplate& env) {
  std::vector<std::string> names;
  for (const auto& [name, value] : env)
    for (const auto& reference : value.references())
      if ((reference.name.starts_with("secret.") || reference.name.find(".secret.") != std::string::npos) && !reference.name.ends_with(".file")) names.push_back(name.value);
  return names;
}

/// Whether what stands before `at` is an option: `--password "`, `-p`, `--password=`. The -n and -z of test are none.
bool follows_option(std::string_view script, std::size_t at) {
  auto before = script.substr(0, at);
  while (before.ends_with('"')) before.remove_suffix(1);
  const bool is_joined = !before.ends_with(' ');
  if (!is_joined) before.remove_suffix(1);
  const auto word = before.substr(before.find_last_of(" \t\n(") + 1);
  return word.size() > 1 && word.starts_with('-') && word != "--" && word != "-n" && word != "-z";
}

void lint_secret_options(const PlacedCommand& placed, const EnvironmentTemplate& shared) {
  const std::string_view script = *placed.command->script;
  auto names = secret_variables(shared);
  if (placed.env != nullptr)
    for (auto& name : secret_variables(*placed.env)) names.push_back(std::move(name));
  for (const auto& name : names)
    for (auto at = shell_variable(script, name); at != std::string_view::npos; at = shell_variable(script, name, at + 1)) {
      if (!follows_option(script, at)) continue;
      placed.place.report(ErrorCode::secret_as_option, fmt::format("passes the secret in ${} as an argument", name), placed.command->span)
          .because("while the program runs, everyone on the machine can see its arguments in ps")
          .try_("give it the path of the secret's file, ${secret.NAME.file}, or the secret by standard input or the environment");
      break;
    }
}

/// An option that is followed by an address.
bool takes_address(std::string_view option) {
  static constexpr std::array<std::string_view, 4> words = {"host", "bind", "listen", "addr"};
  return std::ranges::any_of(words, [&](std::string_view word) { return option.find(word) != std::string_view::npos; });
}

/// The part of a word or script that stands for every interface; empty: none.
std::string_view every_interface(std::string_view text) {
  for (const std::string_view address : {"0.0.0.0", "[::]"})
    if (const auto at = text.find(address); at != std::string_view::npos && !text.substr(at + address.size()).starts_with('/')) return address;
  return {};
}

std::string_view every_interface(const CommandTemplate& command) {
  if (command.script) return every_interface(*command.script);
  for (std::size_t i = 0; i < command.words.size(); ++i) {
    const auto word = command.words[i].to_string();
    if (const auto address = every_interface(word); !address.empty()) return address;
    const auto value = word.substr(word.find('=') + 1);
    const bool is_address = takes_address(word) || (i > 0 && takes_address(command.words[i - 1].to_string()));
    if (is_address && (value == "*" || value.starts_with("*:") || value == "::")) return value == "::" ? "::" : "*";
  }
  return {};
}

void lint_listening(const Recipe& recipe, const FieldPlace& place) {
  for (const auto& [name, process] : recipe.processes) {
    const auto address = every_interface(process.command);
    if (address.empty()) continue;
    place.inside("processes").inside(name.value).report(ErrorCode::listens_everywhere, fmt::format("listens to the whole network: '{}'", address), process.command.span)
        .because("whoever can reach this machine can then reach the service")
        .try_("write ${host}, the loopback address, in its place");
  }
}

void lint_path(const EnvironmentTemplate& env, const FieldPlace& place) {
  for (const auto& [name, value] : env) {
    if (name.value != "PATH") continue;
    place.inside("env").report(ErrorCode::path_in_environment, "sets PATH", name.span)
        .because("it takes the place of the whole PATH, also of what steps put in front of it")
        .try_("add the directories to the recipe's `path: [DIRECTORY]`");
  }
}

}  // namespace

std::vector<PlacedCommand> commands_of(const Recipe& recipe, const FieldPlace& place) {
  std::vector<PlacedCommand> all;
  for (const auto& [name, step] : recipe.steps)
    if (const auto* run = std::get_if<RunStepSpec>(&step.kind)) all.push_back({place.inside("steps").inside(name.value), &run->command, &step.env});
  for (const auto& [name, process] : recipe.processes) {
    all.push_back({place.inside("processes").inside(name.value), &process.command, &process.env});
    if (const auto* run = std::get_if<ReadyTemplate::Run>(&process.ready.probe))
      all.push_back({place.inside("processes").inside(name.value).inside("ready"), &run->command, &process.env});
  }
  for (const auto& [name, offer] : recipe.offers) {
    const std::array<std::pair<std::string_view, const std::optional<ActionTemplate>*>, 4> actions = {
        {{"probe", &offer.probe}, {"create", &offer.create}, {"drop", &offer.drop}, {"reset", &offer.reset}}};
    for (const auto& [key, action] : actions)
      if (*action) all.push_back({place.inside("offers").inside(name.value).inside(key), &(*action)->command, &(*action)->env});
  }
  for (std::size_t i = 0; i < recipe.smoke.size(); ++i)
    if (const auto* run = std::get_if<SmokeTemplate::Run>(&recipe.smoke[i].check)) all.push_back({place.inside("smoke").item(i), &run->command, nullptr});
  if (recipe.test) all.push_back({place.inside("test"), &recipe.test->command, &recipe.test->env});
  if (recipe.connect) all.push_back({place.inside("connect"), &recipe.connect->command, &recipe.connect->env});
  return all;
}

void lint_commands(const Recipe& recipe, const FieldPlace& place) {
  for (const auto& placed : commands_of(recipe, place)) {
    lint_shell_by_hand(placed);
    if (!placed.command->script) continue;
    lint_variables(placed);
    lint_secret_options(placed, recipe.env);
  }
  lint_listening(recipe, place);
}

void lint_environments(const Recipe& recipe, const FieldPlace& place) {
  lint_path(recipe.env, place);
  for (const auto& [name, offer] : recipe.offers) lint_path(offer.env, place.inside("offers").inside(name.value));
  std::set<const EnvironmentTemplate*> seen;  // a process and its probe share one
  for (const auto& placed : commands_of(recipe, place))
    if (placed.env != nullptr && seen.insert(placed.env).second) lint_path(*placed.env, placed.place);
}

}  // namespace stackup
