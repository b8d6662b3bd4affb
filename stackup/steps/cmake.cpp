// A build with CMake in a directory of the workspace's own: the checkout stays as it is. Redone when a source has changed, and then incremental.
//
// What the build directory was configured with is noted in it, in a file that goes with it: a setting that was taken out of the recipe would stay in CMake's
// cache for ever, so a directory that was configured otherwise loses its cache (not its objects) first.

#include "stackup/base/digest.h"
#include "stackup/base/text.h"
#include "stackup/ports/files.h"
#include "stackup/steps/command.h"
#include "stackup/steps/kinds.h"
#include "stackup/steps/sources.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr auto cache_name = "CMakeCache.txt";
constexpr auto note_name = ".configured-by-stackup";

using Words = std::vector<std::string>;

bool is_installed(const std::string& program, const Program& base, const Files& files) {
  const auto path = base.environment.find("PATH");
  const auto directories = path == base.environment.end() ? Words{} : split(path->second, ':');
  return std::any_of(directories.begin(), directories.end(), [&](const std::string& directory) { return files.exists(Path(directory) / program); });
}

/// Without the generator that is chosen by what is installed.
Words settings_of(const CMakeStep& cmake) {
  Words words;
  if (!cmake.preset.empty()) words.insert(words.end(), {"--preset", cmake.preset});
  words.insert(words.end(), {"-S", cmake.source.string(), "-B", cmake.build.string()});
  if (!cmake.generator.empty()) words.insert(words.end(), {"-G", cmake.generator});
  if (!cmake.build_type.empty()) words.push_back("-DCMAKE_BUILD_TYPE=" + cmake.build_type);
  for (const auto& [name, value] : cmake.options) words.push_back(fmt::format("-D{}={}", name, value));
  return words;
}

/// A directory that is configured already keeps its generator.
Words configure_words(const CMakeStep& cmake, const Files& files) {
  Words words = settings_of(cmake);
  words.insert(words.begin(), "cmake");
  const bool is_open = cmake.generator.empty() && cmake.preset.empty() && !files.exists(cmake.build / cache_name);
  if (is_open && is_installed("ninja", cmake.base, files)) words.insert(words.end(), {"-G", "Ninja"});
  return words;
}

Words build_words(const CMakeStep& cmake) {
  Words words = {"cmake", "--build", cmake.build.string(), "--parallel", std::to_string(cmake.jobs)};
  if (!cmake.targets.empty()) words.emplace_back("--target");
  words.insert(words.end(), cmake.targets.begin(), cmake.targets.end());
  return words;
}

/// Words between the first two quotes of a line, or after a prefix: the package that was looked for.
std::string missing_package(const std::string& line) {
  static constexpr std::string_view not_found = "Could NOT find ";
  static constexpr std::string_view no_file = "Could not find a package configuration file provided by \"";
  for (const auto prefix : {not_found, no_file})
    if (const auto at = line.find(prefix); at != std::string::npos) {
      const auto rest = line.substr(at + prefix.size());
      return rest.substr(0, rest.find_first_of(" \""));
    }
  return {};
}

class CMake : public ProbedKind {
 public:
  std::optional<std::string> probe(const Step& step, const StepContext& context) const override {
    if (context.ports.files.exists(std::get<CMakeStep>(step.spec).build / cache_name)) return std::nullopt;
    return "the build directory is gone";
  }

  /// All sources, unless the recipe names the inputs: the build itself finds out what of them has changed.
  std::vector<std::filesystem::path> input_files(const Step& step, const Files& files) const override {
    const auto& cmake = std::get<CMakeStep>(step.spec);
    if (step.inputs.empty()) return source_files(cmake.source, files);
    return {cmake.source / "CMakeLists.txt", cmake.source / "CMakePresets.json", cmake.source / "CMakeUserPresets.json"};
  }

  Description describe(const Step& step, const Ports& ports) const override {
    const auto& cmake = std::get<CMakeStep>(step.spec);
    return {configure_words(cmake, ports.files), {}, fmt::format("then {}", shell_quoted(build_words(cmake)))};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& cmake = std::get<CMakeStep>(step.spec);
    if (!context.ports.files.exists(cmake.source / "CMakeLists.txt")) co_return fail(without_lists(step.id, cmake));
    auto noted = context.events.emit(ThingMade{"build", cmake.build.string(), step.id});
    if (!noted) co_return fail(noted);
    auto configured = co_await configure(step, cmake, context);
    if (!configured) co_return fail(configured);
    auto built = co_await run_command(command(cmake, build_words(cmake)), step.id, context);
    if (!built) co_return fail(built);
    co_return Outputs{};
  }

  Task<Result<void>> undo(const Step& step, StepContext context) const override {
    const auto build = std::get<CMakeStep>(step.spec).build;
    if (!context.state.things.contains({"build", build.string()})) co_return Result<void>{};
    auto removed = co_await context.ports.files.remove_tree(build);
    if (!removed) co_return removed;
    co_return context.events.emit(ThingRemoved{"build", build.string()});
  }

 private:
  static CommandRequest command(const CMakeStep& cmake, Words words) {
    CommandRequest request;
    request.program = cmake.base;
    request.program.arguments = std::move(words);
    request.log = cmake.log;
    request.timeout = cmake.timeout;
    return request;
  }

  static Task<Result<void>> configure(const Step& step, const CMakeStep& cmake, StepContext context) {
    const auto note = cmake.build / note_name;
    const auto wanted = digest_of(join(settings_of(cmake), "\n"));
    const auto before = context.ports.files.read(note);
    if (!before || *before != wanted) {
      auto cleared = co_await forget_settings(cmake, context);
      if (!cleared) co_return cleared;
    }
    const Words words = configure_words(cmake, context.ports.files);
    auto done = co_await run_command(command(cmake, words), step.id, context);
    if (!done) co_return fail(explained(done.error()));
    co_return context.ports.files.write(note, wanted, 0644);
  }

  /// The cache, and what was found out about compilers (CMakeFiles/3.25.1). What was compiled stays: the build compares commands and times itself.
  static Task<Result<void>> forget_settings(const CMakeStep& cmake, StepContext context) {
    WritableFiles& files = context.ports.files;
    for (const auto* name : {note_name, cache_name})
      if (auto removed = files.remove_file(cmake.build / name); !removed) co_return removed;
    const auto found_out = cmake.build / "CMakeFiles";
    for (const auto& name : files.list(found_out)) {
      if (name.find_first_of("0123456789") != 0) continue;
      auto removed = co_await files.remove_tree(found_out / name);
      if (!removed) co_return removed;
    }
    co_return Result<void>{};
  }

  static Error explained(Error error) {
    for (const auto& line : error.log_tail())
      if (const auto package = missing_package(line); !package.empty()) {
        error.try_(fmt::format("add the distribution's package that brings {} to the recipe's packages:", package));
        break;
      }
    return error;
  }

  static Error without_lists(const std::string& step, const CMakeStep& cmake) {
    return Error(ErrorCode::project_incomplete, fmt::format("{}: there is no CMakeLists.txt in {}", step, cmake.source.string()))
        .because("it is what CMake builds by")
        .try_("name the directory that has one: cmake: DIRECTORY");
  }
};

}  // namespace

const StepKind& cmake_kind() {
  static const CMake kind;
  return kind;
}

}  // namespace stackup
