#pragma once
// Steps: everything that changes the machine, completely expanded. What each kind does is in stackup/steps/; here they are values.

#include "stackup/ports/process_spec.h"
#include "stackup/ports/revision.h"
#include "stackup/recipe/recipe.h"
#include "stackup/snapshot/snapshot.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace stackup {

struct FetchStep {
  CheckoutRequest request;
};
/// `up --pull`: brings an existing checkout forward.
struct PullStep {
  CheckoutRequest request;
};
/// The one step that needs root; all recipes' packages together.
struct PackagesStep {
  std::vector<std::string> names;
};
struct FileStep {
  std::filesystem::path path;
  std::filesystem::path root;      ///< must not lead out of this
  std::string text;
  unsigned mode = 0600;
};
struct PythonStep {
  std::filesystem::path venv;
  std::filesystem::path editable;  ///< empty: none
  std::vector<std::string> requirements;
  std::string constraints;
  std::string index;               ///< empty: the distribution's packages
  bool isolated = false;
  std::filesystem::path wheels;    ///< where `stackup fetch` puts language packages; looked at first
  enum class Index { reachable, offline } reach = Index::reachable;
  Program base;                    ///< directory and environment of every command
  std::filesystem::path log;
  Duration timeout{};
};
/// The packages of a lock file in `directory`/node_modules, then scripts of the project.
struct NodeStep {
  std::filesystem::path directory;
  std::vector<std::string> scripts;
  std::string registry;            ///< empty: npm's own setting
  enum class Registry { reachable, offline } reach = Registry::reachable;
  std::filesystem::path room;      ///< a directory of stackup's own, for what the step has to put aside
  Program base;                    ///< environment of every command
  std::filesystem::path log;
  Duration timeout{};
};
using BuildSettings = std::vector<std::pair<std::string, std::string>>;  ///< name, value

struct CMakeStep {
  std::filesystem::path source, build;
  std::string preset, build_type, generator;  ///< empty: left to the project; without a preset too, the generator is Ninja where that is installed
  BuildSettings options;
  std::vector<std::string> targets;
  int jobs = 1;                    ///< commands of the build at a time; no input
  Program base;
  std::filesystem::path log;
  Duration timeout{};
};
struct MakeStep {
  std::filesystem::path directory;
  std::vector<std::string> targets;
  BuildSettings variables;
  int jobs = 1;                    ///< no input
  Program base;
  std::filesystem::path log;
  Duration timeout{};
};
struct RunStep {
  Program program;
  Expectation expect;
  std::filesystem::path log;
  Duration timeout{};
  std::filesystem::path data;      ///< of the unit, for steps that are done per data directory; else empty
};
/// One action of an offer.
struct OfferAction {
  Program program;
  Expectation expect;
  Duration timeout{};
};
struct ClaimStep {
  std::string name;                ///< for people: "postgresql.database guestbook"
  std::optional<OfferAction> probe, create, drop, reset;
  std::filesystem::path log;
};
struct StartStep {
  ProcessSpec process;
};
struct ReadyStep {
  std::string process;             ///< its id
};
/// Waits until an external service answers.
struct AnswersStep {
  std::string host;
  std::vector<int> ports;
  Duration timeout = std::chrono::seconds(60);
};
struct SmokeCheck {
  std::string name;
  std::variant<Program, std::string, TcpProbe> check;  ///< a command, a URL, or a port
  int exit = 0;
  int status = 200;
  Expectation expect;
  Duration timeout{};
};
struct SmokeStep {
  std::vector<SmokeCheck> checks;
  std::filesystem::path log;
};
/// Keeps the data as it is when all that it rests on has been done for the first time.
struct CheckpointStep {
  std::filesystem::path state;        ///< .stackup of the workspace
  std::vector<DataPart> parts;
  std::vector<std::string> packages;  ///< of the whole stack: other versions of them might read the data in another way
};

using StepSpec = std::variant<FetchStep, PullStep, PackagesStep, FileStep, PythonStep, NodeStep, CMakeStep, MakeStep, RunStep, ClaimStep, StartStep, ReadyStep, AnswersStep, SmokeStep, CheckpointStep>;

/// Whether files of the checkout count that the kind knows by itself, beside those that the recipe names.
[[nodiscard]] inline bool knows_inputs(const StepSpec& spec) {
  return std::holds_alternative<PythonStep>(spec) || std::holds_alternative<NodeStep>(spec) || std::holds_alternative<CMakeStep>(spec) || std::holds_alternative<MakeStep>(spec);
}

struct Step {
  std::string id;      ///< UNIT/NAME, or `packages`
  std::string unit;    ///< empty for `packages`
  std::string title;   ///< "install", "database guestbook of postgresql"
  StepSpec spec;
  std::vector<std::string> after;     ///< must be done before this one begins
  std::vector<std::string> rests_on;  ///< of those: when one of them is done again, this one is too
  StepLifetime per = StepLifetime::workspace;
  Duration usually{};                 ///< what its recipe says it takes; 0: nothing
  std::vector<std::string> inputs;    ///< patterns of files below `source`, whose contents count
  std::filesystem::path source;
  std::vector<KnownFailure> known_failures;
  std::vector<std::string> path_patterns;  ///< directories of PATH with globs in them; what they match counts too
  std::string spec_digest;            ///< of `spec`, keyed
};

}  // namespace stackup
