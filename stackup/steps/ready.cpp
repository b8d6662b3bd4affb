// Waits until the supervisor says that a process is ready.

#include "stackup/ports/supervision.h"
#include "stackup/steps/kinds.h"

namespace stackup {
namespace {

class Ready : public PlainKind {
 public:
  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    auto ready = co_await context.ports.supervision.await_ready(std::get<ReadyStep>(step.spec).process);
    if (!ready) co_return fail(ready);
    co_return Outputs{};
  }
};

}  // namespace

const StepKind& ready_kind() {
  static const Ready kind;
  return kind;
}

}  // namespace stackup
