// A build with make, in the tree. What a Makefile makes is its own affair, so nothing of it is ever removed.

#include "stackup/base/text.h"
#include "stackup/ports/files.h"
#include "stackup/steps/command.h"
#include "stackup/steps/kinds.h"
#include "stackup/steps/sources.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr std::array<const char*, 3> makefiles = {"GNUmakefile", "makefile", "Makefile"};

std::vector<std::string> words_of(const MakeStep& make) {
  std::vector<std::string> words = {"make"};
  if (make.jobs > 1) words.push_back(fmt::format("-j{}", make.jobs));
  words.insert(words.end(), make.targets.begin(), make.targets.end());
  for (const auto& [name, value] : make.variables) words.push_back(fmt::format("{}={}", name, value));
  return words;
}

class Make : public PlainKind {
 public:
  /// All sources, unless the recipe names the inputs: make itself finds out what of them has changed.
  std::vector<std::filesystem::path> input_files(const Step& step, const Files& files) const override {
    const auto& make = std::get<MakeStep>(step.spec);
    if (step.inputs.empty()) return source_files(make.directory, files);
    return {make.directory / makefiles[0], make.directory / makefiles[1], make.directory / makefiles[2]};
  }

  Description describe(const Step& step, const Ports&) const override {
    const auto& make = std::get<MakeStep>(step.spec);
    return {words_of(make), {}, fmt::format("in {}", make.directory.string())};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& make = std::get<MakeStep>(step.spec);
    const Files& files = context.ports.files;
    const bool has_makefile = std::any_of(makefiles.begin(), makefiles.end(), [&](const char* name) { return files.exists(make.directory / name); });
    if (!has_makefile) co_return fail(without_makefile(step.id, make));
    CommandRequest request;
    request.program = make.base;
    request.program.arguments = words_of(make);
    request.log = make.log;
    request.timeout = make.timeout;
    auto made = co_await run_command(std::move(request), step.id, context);
    if (!made) co_return fail(made);
    co_return Outputs{};
  }

 private:
  static Error without_makefile(const std::string& step, const MakeStep& make) {
    return Error(ErrorCode::project_incomplete, fmt::format("{}: there is no Makefile in {}", step, make.directory.string()))
        .because("make would not know what to do")
        .try_("name the directory that has one: make: DIRECTORY");
  }
};

}  // namespace

const StepKind& make_kind() {
  static const Make kind;
  return kind;
}

}  // namespace stackup
