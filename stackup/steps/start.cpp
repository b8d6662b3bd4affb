// Hands a process to the supervisor.

#include "stackup/ports/supervision.h"
#include "stackup/steps/inputs.h"
#include "stackup/steps/kinds.h"

#include <utility>

namespace stackup {
namespace {

class Start : public PlainKind {
 public:
  Description describe(const Step& step, const Ports&) const override { return {std::get<StartStep>(step.spec).process.program.arguments, {}, ""}; }

  Task<Result<Outputs>> apply(const Step& step, const std::string& digest, StepContext context) const override {
    ProcessSpec spec = std::get<StartStep>(step.spec).process;
    spec.program = with_resolved_path(std::move(spec.program), context.ports.files);
    if (auto* probe = std::get_if<RunProbe>(&spec.ready)) probe->program = with_resolved_path(std::move(probe->program), context.ports.files);
    spec.digest = digest;
    auto started = co_await context.ports.supervision.start(std::move(spec));
    if (!started) co_return fail(started);
    co_return Outputs{};
  }

  Task<Result<void>> undo(const Step& step, StepContext context) const override {
    std::vector<std::string> ids{std::get<StartStep>(step.spec).process.id};
    auto stopped = co_await context.ports.supervision.stop(std::move(ids));
    co_return stopped;
  }
};

}  // namespace

const StepKind& start_kind() {
  static const Start kind;
  return kind;
}

}  // namespace stackup
