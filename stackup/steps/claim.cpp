// Makes what a dependant claims of a service: the offer's probe says whether it is there, its create makes it.

#include "stackup/steps/command.h"
#include "stackup/steps/kinds.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

/// One of the offer's commands.
Task<Result<void>> act(const OfferAction& action, const ClaimStep& claim, const Step& step, StepContext context) {
  CommandRequest request;
  request.program = action.program;
  request.expect = action.expect;
  request.timeout = action.timeout;
  request.log = claim.log;
  request.failure = ErrorCode::claim_failed;
  auto output = co_await run_command(std::move(request), step.id, context);
  if (!output) co_return fail(output);
  co_return Result<void>{};
}

class ClaimKind : public PlainKind {
 public:
  Description describe(const Step& step, const Ports&) const override {
    const auto& claim = std::get<ClaimStep>(step.spec);
    return {claim.create ? claim.create->program.arguments : std::vector<std::string>{}, {}, claim.name};
  }

  /// `create` runs also where the thing is there but was made by an earlier form of the claim: offers make it right again (a changed password).
  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& claim = std::get<ClaimStep>(step.spec);
    auto created = co_await act(*claim.create, claim, step, context);
    if (!created) co_return fail(created);
    auto noted = context.events.emit(ThingMade{"claim", step.id, step.id});
    if (!noted) co_return fail(noted);
    co_return Outputs{};
  }

  Task<Result<void>> verify(const Step& step, StepContext context) const override {
    const auto& claim = std::get<ClaimStep>(step.spec);
    if (!claim.probe) co_return Result<void>{};
    auto there = co_await act(*claim.probe, claim, step, context);
    co_return there;
  }

  Task<Result<void>> undo(const Step& step, StepContext context) const override {
    const auto& claim = std::get<ClaimStep>(step.spec);
    if (claim.drop) {
      auto dropped = co_await act(*claim.drop, claim, step, context);
      if (!dropped) co_return dropped;
    }
    co_return context.events.emit(ThingRemoved{"claim", step.id});
  }

};

}  // namespace

const StepKind& claim_kind() {
  static const ClaimKind kind;
  return kind;
}

Task<Result<void>> reset_claim(const Step& step, StepContext context) {
  const auto& claim = std::get<ClaimStep>(step.spec);
  const auto& action = claim.reset ? claim.reset : claim.drop;
  if (!action) co_return Result<void>{};
  auto emptied = co_await act(*action, claim, step, context);
  co_return emptied;
}

}  // namespace stackup
