// A command of the recipe's own.

#include "stackup/ports/files.h"
#include "stackup/steps/command.h"
#include "stackup/steps/half_made_data.h"
#include "stackup/steps/kinds.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

/// Output of a step that is done per data directory and left something in it. A migration, say, leaves its traces in another unit's.
constexpr auto filled = "data";

class Run : public PlainKind {
 public:
  std::optional<std::string> probe(const Step& step, const StepContext& context) const override {
    const auto& run = std::get<RunStep>(step.spec);
    const auto record = context.state.done.find(step.id);
    const bool filled_it = record != context.state.done.end() && record->second.outputs.contains(filled);
    if (filled_it && context.ports.files.list(run.data).empty()) return "its data directory is gone or empty";
    return std::nullopt;
  }

  Description describe(const Step& step, const Ports&) const override { return {std::get<RunStep>(step.spec).program.arguments, {}, ""}; }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& run = std::get<RunStep>(step.spec);
    if (!run.data.empty()) {
      auto noted = note_data_begun(run.data, step.id, context);
      if (!noted) co_return fail(noted);
    }
    CommandRequest request;
    request.program = run.program;
    request.expect = run.expect;
    request.log = run.log;
    request.timeout = run.timeout;
    auto output = co_await run_command(std::move(request), step.id, context);
    if (!output) co_return fail(output);
    if (run.data.empty()) co_return Outputs{};
    auto noted = note_data_made(run.data, step.id, context);
    if (!noted) co_return fail(noted);
    Outputs outputs;
    if (!context.ports.files.list(run.data).empty()) outputs[filled] = "yes";
    co_return outputs;
  }
};

}  // namespace

const StepKind& run_kind() {
  static const Run kind;
  return kind;
}

}  // namespace stackup
