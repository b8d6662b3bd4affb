#include "stackup/rig/throwaway.h"

#include "stackup/base/text.h"

#include <chrono>
#include <set>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr auto longest_call = std::chrono::minutes(5);
constexpr int took_too_long = 124;  // as timeout(1) says it

/// The user's, but for what would lead to places of the user's.
EnvironmentMap environment_in(const Path& root, const Path& cache, EnvironmentMap environment) {
  std::erase_if(environment, [](const auto& variable) { return variable.first.starts_with("XDG_"); });
  environment["HOME"] = (root / "home").string();
  environment["TMPDIR"] = (root / "tmp").string();
  environment["XDG_CACHE_HOME"] = cache.string();
  environment["XDG_STATE_HOME"] = (root / "state").string();
  environment["NO_COLOR"] = "1";
  return environment;
}

int code_of(const RunOutcome& outcome) {
  if (outcome.timed_out) return took_too_long;
  return outcome.exit.signal != 0 ? 128 + outcome.exit.signal : outcome.exit.code;
}

/// The given words that the verb takes: what `up` got, the workspace remembers for the others.
std::vector<std::string> given_to(const std::string& verb, const std::vector<std::string>& given) {
  static const std::set<std::string> all_of_them = {"up", "plan"};
  if (all_of_them.contains(verb)) return given;
  std::vector<std::string> words;
  for (std::size_t i = 0; i + 1 < given.size(); i += 2)
    if (given[i] == "--recipes") words.insert(words.end(), {given[i], given[i + 1]});
  return words;
}

}  // namespace

std::string CallOutcome::last_words() const {
  if (code == took_too_long) return fmt::format("it was not done after {}", to_string(Duration(longest_call)));
  std::vector<std::string> for_people = lines;
  std::erase_if(for_people, [](const std::string& line) { return line.starts_with("{\""); });
  return for_people.empty() ? fmt::format("exit code {}", code) : join(for_people, "\n");
}

Throwaway::Throwaway(Path root, std::string program, std::vector<std::string> given, EnvironmentMap environment, Path cache, WritableFiles& files, Processes& processes, Clock& clock)
    : root_(std::move(root)),
      program_(std::move(program)),
      given_(std::move(given)),
      environment_(environment_in(root_, cache, std::move(environment))),
      files_(files),
      processes_(processes),
      clock_(clock) {}

Result<void> Throwaway::make() {
  for (const char* name : {"", "home", "tmp", "state", "recipes"})
    if (auto made = files_.make_directory((root_ / name).lexically_normal(), 0700); !made) return made;
  return {};
}

Task<void> Throwaway::remove() {
  const auto removed = co_await files_.remove_tree(root_);
  (void)removed;  // what can't be removed stands where people clean up: in the cache
}

Result<void> Throwaway::add_recipe(const std::string& name, const std::string& text) { return files_.write(root_ / "recipes" / (name + ".yaml"), text, 0600); }

Task<CallOutcome> Throwaway::call(std::string workspace, std::string verb, std::vector<std::string> words, std::vector<std::string> rest) {
  RunRequest request;
  auto& all = request.program.arguments;
  all = {program_, std::move(verb)};
  all.insert(all.end(), words.begin(), words.end());
  all.insert(all.end(), {"--workspace", (root_ / workspace).string(), "--recipes", (root_ / "recipes").string()});
  const auto given = given_to(all[1], given_);
  all.insert(all.end(), given.begin(), given.end());
  if (!rest.empty()) all.push_back("--");
  all.insert(all.end(), rest.begin(), rest.end());
  request.program.directory = root_;
  request.program.environment = environment_;
  request.timeout = longest_call;
  const auto begun = clock_.now();
  auto ran = co_await processes_.run(std::move(request));
  CallOutcome outcome;
  outcome.took = clock_.now() - begun;
  outcome.code = ran ? code_of(*ran) : 127;
  outcome.output = ran ? ran->output : "";
  outcome.lines = ran ? ran->tail : std::vector{ran.error().what()};
  co_return outcome;
}

}  // namespace stackup
