// The packages of a lock file, installed by npm into node_modules beside it, then scripts of the project. npm ci takes node_modules away first, so one that
// somebody else made is put aside, and undo puts it back.
//
// What was installed from is noted in node_modules, in a file that goes with it, so that a script can be run again for a changed source without installing again.

#include "stackup/base/digest.h"
#include "stackup/base/text.h"
#include "stackup/ports/files.h"
#include "stackup/steps/command.h"
#include "stackup/steps/inputs.h"
#include "stackup/steps/kinds.h"
#include "stackup/steps/lock_file_json.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::array<const char*, 2> lock_names = {"npm-shrinkwrap.json", "package-lock.json"};  // npm takes the first that is there
constexpr std::array<const char*, 2> other_files = {"package.json", ".npmrc"};
constexpr auto thing = "node_modules";
constexpr auto note_name = ".installed-by-stackup";
constexpr auto node_output = "node";

using Words = std::vector<std::string>;

Path modules_of(const NodeStep& node) { return node.directory / "node_modules"; }

/// Which Node.js the step's commands find, told without running it: another version is another size.
std::string node_at_hand(const NodeStep& node, const Files& files) {
  const auto program = with_resolved_path(node.base, files);
  const auto path = program.environment.find("PATH");
  for (const auto& directory : path == program.environment.end() ? Words{} : split(path->second, ':')) {
    const auto file = Path(directory) / "node";
    if (const auto length = files.length_of(file); length != 0) return fmt::format("{}, {} bytes", file.string(), length);
  }
  return {};
}

std::vector<Path> package_files(const NodeStep& node) {
  std::vector<Path> all;
  for (const auto* name : other_files) all.push_back(node.directory / name);
  for (const auto* name : lock_names) all.push_back(node.directory / name);
  return all;
}

std::optional<Path> lock_of(const NodeStep& node, const Files& files) {
  for (const auto* name : lock_names)
    if (files.exists(node.directory / name)) return node.directory / name;
  return std::nullopt;
}

std::string install_digest(const NodeStep& node, const Files& files) {
  Digester digester;
  for (const auto& file : package_files(node)) {
    const auto text = files.read(file);
    digester.add(text ? *text : "");
  }
  return digester.add(node.registry).add(node_at_hand(node, files)).hex();
}

/// The cache is looked at before the network, which an unchanged package then never needs.
Words install_words(const NodeStep& node) { return {"npm", "ci", node.reach == NodeStep::Registry::offline ? "--offline" : "--prefer-offline"}; }

/// The registry is passed by the environment: it may hold a password.
CommandRequest command(const NodeStep& node, Words words) {
  CommandRequest request;
  request.program = node.base;
  request.program.arguments = std::move(words);
  if (!node.registry.empty()) request.program.environment["npm_config_registry"] = node.registry;
  request.log = node.log;
  request.timeout = node.timeout;
  return request;
}

Error without_package(const std::string& step, const NodeStep& node) {
  return Error(ErrorCode::project_incomplete, fmt::format("{}: there is no package.json in {}", step, node.directory.string()))
      .because("it is what npm works by")
      .try_("name the directory that has one: node: DIRECTORY");
}

Error without_lock(const std::string& step, const NodeStep& node, const Files& files) {
  const auto directory = node.directory.string();
  Error error(ErrorCode::project_incomplete, fmt::format("{}: there is no package-lock.json in {}", step, directory));
  for (const auto& [file, manager] : {std::pair{"yarn.lock", "yarn"}, std::pair{"pnpm-lock.yaml", "pnpm"}})
    if (files.exists(node.directory / file)) {
      error.because(fmt::format("its packages are locked by {} for {}; a node step installs with npm", file, manager));
      return error.try_(fmt::format("make it a step of its own: run: npx --yes {} install --frozen-lockfile, inputs: [package.json, {}]", manager, file));
    }
  error.because("npm ci installs exactly what a lock file says, so that everybody has the same");
  return error.try_(fmt::format("npm install --package-lock-only --prefix {} makes one; commit it", shell_quoted(directory)));
}

std::optional<Error> incomplete(const std::string& step, const NodeStep& node, const Files& files) {
  if (!files.exists(node.directory / "package.json")) return without_package(step, node);
  if (!lock_of(node, files)) return without_lock(step, node, files);
  return std::nullopt;
}

Error explained(Error error, const NodeStep& node) {
  for (const auto& line : error.log_tail()) {
    const auto says = [&](std::string_view words) { return line.find(words) != std::string::npos; };
    if (says("ENOTCACHED")) return error.try_("stackup fetch puts it into the cache while there is a network");
    if (says("are in sync")) return error.try_(fmt::format("npm install --package-lock-only --prefix {} brings the lock file up to date; commit it", shell_quoted(node.directory.string())));
    if (says("Missing script")) return error.try_("see in package.json how the script is called");
  }
  return error;
}

class NodePackages : public PlainKind {
 public:
  std::optional<std::string> probe(const Step& step, const StepContext& context) const override {
    const auto& node = std::get<NodeStep>(step.spec);
    if (!context.ports.files.exists(modules_of(node))) return "node_modules is gone";
    const auto record = context.state.done.find(step.id);
    const bool is_told = record != context.state.done.end() && record->second.outputs.contains(node_output);
    if (is_told && record->second.outputs.at(node_output) != node_at_hand(node, context.ports.files)) return "Node.js is another one than its packages were installed for";
    return std::nullopt;
  }

  std::vector<std::filesystem::path> input_files(const Step& step, const Files&) const override { return package_files(std::get<NodeStep>(step.spec)); }

  Description describe(const Step& step, const Ports&) const override {
    const auto& node = std::get<NodeStep>(step.spec);
    auto details = fmt::format("what its lock file says, into {}", modules_of(node).string());
    if (!node.scripts.empty()) details += fmt::format("; then npm run {}", join(node.scripts, ", npm run "));
    return {install_words(node), {}, details};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& node = std::get<NodeStep>(step.spec);
    if (const auto wrong = incomplete(step.id, node, context.ports.files)) co_return fail(*wrong);
    const Path note = modules_of(node) / note_name;
    const auto noted = context.ports.files.read(note);
    const bool is_installed = noted && *noted == install_digest(node, context.ports.files);
    // Without a script the packages are all that was asked for, and somebody found that they are to be installed again.
    if (!is_installed || node.scripts.empty()) {
      auto installed = co_await install(step, node, context);
      if (!installed) co_return fail(installed);
    }
    for (const auto& script : node.scripts) {
      const Words words = {"npm", "run", script};
      auto ran = co_await run_command(command(node, words), step.id, context);
      if (!ran) co_return fail(explained(ran.error(), node));
    }
    co_return Outputs{{node_output, node_at_hand(node, context.ports.files)}};
  }

  Task<Result<void>> verify(const Step& step, StepContext context) const override {
    if (context.ports.files.exists(modules_of(std::get<NodeStep>(step.spec)))) co_return Result<void>{};
    co_return fail(Error(ErrorCode::step_failed, fmt::format("{}: node_modules is not there", step.id)));
  }

  Task<Result<void>> undo(const Step& step, StepContext context) const override {
    const auto& node = std::get<NodeStep>(step.spec);
    const auto modules = modules_of(node);
    if (!context.state.things.contains({thing, modules.string()})) co_return Result<void>{};
    auto removed = co_await context.ports.files.remove_tree(modules);
    if (!removed) co_return removed;
    if (const auto aside = node.room / "node_modules"; context.ports.files.exists(aside)) {
      if (auto back = context.ports.files.rename(aside, modules); !back) co_return back;
    }
    co_return context.events.emit(ThingRemoved{thing, modules.string()});
  }

 private:
  static Task<Result<void>> install(const Step& step, const NodeStep& node, StepContext context) {
    WritableFiles& files = context.ports.files;
    const auto modules = modules_of(node);
    if (auto free = put_aside(step, node, context); !free) co_return free;
    // Before anything is made: what a killed npm leaves is ours too.
    if (auto noted = context.events.emit(ThingMade{thing, modules.string(), step.id}); !noted) co_return noted;
    if (auto removed = files.remove_file(modules / note_name); !removed) co_return removed;
    const auto from = install_digest(node, files);
    auto installed = co_await run_command(command(node, install_words(node)), step.id, context);
    if (!installed) co_return fail(explained(installed.error(), node));
    if (auto made = files.make_directory(modules, 0755); !made) co_return made;  // npm makes none for a project without packages
    co_return files.write(modules / note_name, from, 0644);
  }

  static Result<void> put_aside(const Step& step, const NodeStep& node, StepContext& context) {
    WritableFiles& files = context.ports.files;
    const auto modules = modules_of(node);
    if (!files.exists(modules) || context.state.things.contains({thing, modules.string()})) return {};
    if (auto made = files.make_directory(node.room, 0700); !made) return made;
    if (auto moved = files.rename(modules, node.room / "node_modules"); !moved) {
      return fail(Error(ErrorCode::file_not_ours, fmt::format("{} is in the way", modules.string()))
                      .because(fmt::format("stackup did not make it, and it could not be put aside: {}", moved.error().why()))
                      .try_(fmt::format("mv {0} {0}.old", shell_quoted(modules.string()))));
    }
    return context.events.emit(Notice{fmt::format("{}: the node_modules that was there is kept in {}; stackup reset --all puts it back", step.id, node.room.string())});
  }
};

/// Everything that npm ci reads, in a directory that can be thrown away.
Result<void> copy_package_files(const NodeStep& node, const Path& lock, const Path& to, WritableFiles& files) {
  auto all = package_files(node);
  if (const auto text = files.read(lock))
    for (const auto& file : local_files_of_lock(*text)) all.push_back(node.directory / file);
  for (const auto& file : all) {
    const auto text = files.read(file);
    if (!text) continue;
    if (auto copied = files.write(to / file.lexically_relative(node.directory), *text, 0600); !copied) return copied;
  }
  return {};
}

}  // namespace

const StepKind& node_kind() {
  static const NodePackages kind;
  return kind;
}

Task<Result<void>> fetch_node_packages(const Step& step, StepContext context) {
  const auto& node = std::get<NodeStep>(step.spec);
  WritableFiles& files = context.ports.files;
  if (const auto wrong = incomplete(step.id, node, files)) co_return fail(*wrong);
  const auto place = node.room / "fetch";
  auto cleared = co_await files.remove_tree(place);
  if (!cleared) co_return cleared;
  if (auto copied = copy_package_files(node, *lock_of(node, files), place, files); !copied) co_return copied;
  Words words = install_words(node);
  words.emplace_back("--ignore-scripts");
  auto request = command(node, words);
  request.program.directory = place;
  request.failure = ErrorCode::fetch_failed;
  auto fetched = co_await run_command(std::move(request), step.id, context);
  if (!fetched) co_return fail(explained(fetched.error(), node));
  auto removed = co_await files.remove_tree(place);
  co_return removed;
}

}  // namespace stackup
