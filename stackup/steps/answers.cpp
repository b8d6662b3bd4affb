// Waits until an external service answers on its ports. Nothing of it is stackup's.

#include "stackup/ports/clock.h"
#include "stackup/ports/network.h"
#include "stackup/steps/kinds.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace std::chrono_literals;

class Answers : public PlainKind {
 public:
  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& answers = std::get<AnswersStep>(step.spec);
    for (int port : answers.ports) {
      auto there = co_await await_port(step, port, context);
      if (!there) co_return fail(there);
    }
    co_return Outputs{};
  }

 private:
  static Task<Result<void>> await_port(const Step& step, int port, StepContext context) {
    const auto& answers = std::get<AnswersStep>(step.spec);
    const Instant deadline = context.ports.clock.now() + answers.timeout;
    const std::string host = answers.host;
    for (Duration pause = 10ms;; pause = std::min<Duration>(pause * 2, 1s)) {
      auto connected = co_await context.ports.network.connect(host, port, 2s);
      if (connected) co_return connected;
      if (context.ports.clock.now() >= deadline) {
        co_return fail(Error(ErrorCode::not_ready, fmt::format("the external {} does not answer at {}:{}", step.unit, answers.host, port))
                           .because(connected.error().why())
                           .try_("check its address in overrides: of the workspace's stackup.yaml"));
      }
      co_await context.ports.clock.sleep_for(pause);
    }
  }
};

}  // namespace

const StepKind& answers_kind() {
  static const Answers kind;
  return kind;
}

}  // namespace stackup
