// A virtual environment with the project installed editable. Dependencies come from the distribution's packages (pip then checks that they are there and
// contacts nobody), or from an index with constraints.

#include "stackup/ports/files.h"
#include "stackup/steps/command.h"
#include "stackup/steps/kinds.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

// The distribution's own interpreter: it sees the distribution's packages, which a python3 of the user's own PATH would not.
constexpr auto interpreter = "/usr/bin/python3";

/// The index is passed by the environment: it may hold a password, and arguments are visible to everyone.
Program pip_program(const PythonStep& python, std::vector<std::string> words) {
  Program program = python.base;
  program.arguments = std::move(words);
  // Without these pip would look into the user's own site-packages and ask questions.
  program.environment["PYTHONNOUSERSITE"] = "1";
  program.environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1";
  program.environment["PIP_NO_INPUT"] = "1";
  if (!python.index.empty()) program.environment["PIP_INDEX_URL"] = python.index;
  program.environment.erase("VIRTUAL_ENV");
  return program;
}

void add_wanted(std::vector<std::string>& words, const PythonStep& python) {
  if (!python.constraints.empty()) words.insert(words.end(), {"--constraint", python.constraints});
  for (const auto& file : python.requirements) words.insert(words.end(), {"--requirement", file});
  if (!python.editable.empty()) words.insert(words.end(), {"--editable", python.editable.string()});
}

class Python : public ProbedKind {
 public:
  std::optional<std::string> probe(const Step& step, const StepContext& context) const override {
    const auto& python = std::get<PythonStep>(step.spec);
    if (context.ports.files.exists(python.venv / "bin" / "python")) return std::nullopt;
    return "the virtual environment is gone";
  }

  /// What says what the installation consists of. Not the commit: an editable install stays right.
  std::vector<std::filesystem::path> input_files(const Step& step, const Files&) const override {
    const auto& python = std::get<PythonStep>(step.spec);
    std::vector<std::filesystem::path> all(python.requirements.begin(), python.requirements.end());
    if (!python.constraints.empty() && python.constraints.find("://") == std::string::npos) all.emplace_back(python.constraints);
    if (!python.editable.empty())
      for (const char* name : {"pyproject.toml", "setup.cfg", "setup.py"}) all.push_back(python.editable / name);
    return all;
  }

  Description describe(const Step& step, const Ports&) const override {
    const auto& python = std::get<PythonStep>(step.spec);
    return {install_words(python), {}, fmt::format("virtual environment {}", python.venv.string())};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& python = std::get<PythonStep>(step.spec);
    auto made = co_await make_venv(step, python, context);
    if (!made) co_return fail(made);
    auto noted = context.events.emit(ThingMade{"venv", python.venv.string(), step.id});
    if (!noted) co_return fail(noted);
    if (python.editable.empty() && python.requirements.empty()) co_return Outputs{};
    auto installed = co_await run_command(command(python, install_words(python)), step.id, context);
    if (!installed) co_return fail(explained(installed.error(), python));
    co_return Outputs{};
  }

  Task<Result<void>> undo(const Step& step, StepContext context) const override {
    const auto& python = std::get<PythonStep>(step.spec);
    auto removed = co_await context.ports.files.remove_tree(python.venv);
    if (!removed) co_return removed;
    co_return context.events.emit(ThingRemoved{"venv", python.venv.string()});
  }

 private:
  static CommandRequest command(const PythonStep& python, std::vector<std::string> words) {
    CommandRequest request;
    request.program = pip_program(python, std::move(words));
    request.log = python.log;
    request.timeout = python.timeout;
    return request;
  }

  /// Made anew unless it is there and whole: pip installs into an existing one without redoing what is done.
  static Task<Result<void>> make_venv(const Step& step, const PythonStep& python, StepContext context) {
    std::vector<std::string> words = {interpreter, "-m", "venv", "--without-pip"};
    if (!python.isolated) words.push_back("--system-site-packages");
    if (!context.ports.files.exists(python.venv / "bin" / "python")) words.push_back("--clear");
    words.push_back(python.venv.string());
    auto request = command(python, std::move(words));
    request.program.directory = "/";
    auto made = co_await run_command(std::move(request), step.id, context);
    if (!made) co_return fail(made);
    co_return Result<void>{};
  }

  static std::vector<std::string> install_words(const PythonStep& python) {
    const std::string own = (python.venv / "bin" / "python").string();
    // An isolated environment has no pip of its own; in the other one the distribution's need not start a second Python.
    std::vector<std::string> words = python.isolated ? std::vector<std::string>{interpreter, "-m", "pip", "--python", own} : std::vector<std::string>{own, "-m", "pip"};
    words.push_back("install");
    // Build tools come from the distribution, or from the index if there is one to reach.
    if (python.index.empty() || python.reach == PythonStep::Index::offline) words.push_back("--no-build-isolation");
    if (python.index.empty() || python.reach == PythonStep::Index::offline) words.push_back("--no-index");
    if (!python.index.empty() && !python.wheels.empty()) words.insert(words.end(), {"--find-links", python.wheels.string()});
    add_wanted(words, python);
    return words;
  }

  static Error explained(Error error, const PythonStep& python) {
    for (const auto& line : error.log_tail()) {
      if (python.index.empty() && line.find("No matching distribution found for ") != std::string::npos) {
        error.try_("add the distribution's package of it to the recipe's packages:, or give the step an index:");
      }
      if (line.find("No module named pip") != std::string::npos) error.try_("add python3-pip and python3-venv to the recipe's packages:");
    }
    return error;
  }
};

}  // namespace

const StepKind& python_kind() {
  static const Python kind;
  return kind;
}

RunRequest wheel_download(const PythonStep& python) {
  std::vector<std::string> words = {interpreter, "-m", "pip", "download", "--dest", python.wheels.string()};
  PythonStep plain = python;
  if (!plain.editable.empty()) words.push_back(plain.editable.string());
  plain.editable.clear();
  add_wanted(words, plain);
  RunRequest request;
  request.program = pip_program(python, std::move(words));
  request.timeout = python.timeout;
  return request;
}

}  // namespace stackup
