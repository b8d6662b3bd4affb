// `up --pull`: brings an existing checkout forward, unless that would touch local work.

#include "stackup/ports/repositories.h"
#include "stackup/steps/kinds.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

class Pull : public PlainKind {
 public:
  Description describe(const Step& step, const Ports&) const override {
    const auto& request = std::get<PullStep>(step.spec).request;
    return {{}, {}, fmt::format("fetch {} and move {} forward where no local work is in the way", request.fetch_url, request.directory.string())};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const CheckoutRequest& request = std::get<PullStep>(step.spec).request;
    if (request.url.empty()) co_return Outputs{};
    EventSink& events = context.events;
    const std::string id = step.id;
    ProgressSink progress = [&events, id](const FetchProgress& p) {
      [[maybe_unused]] const auto shown = events.emit(StepProgress{id, -1, fmt::format("{} objects", p.received_objects)});
    };
    auto updated = co_await context.ports.repositories.update(request, std::move(progress));
    if (!updated) co_return fail(updated);
    auto told = tell(step, *updated, events);
    if (!told) co_return fail(told);
    co_return Outputs{{"commit", updated->to}};
  }

 private:
  static Result<void> tell(const Step& step, const UpdateOutcome& outcome, EventSink& events) {
    if (!outcome.kept_because.empty()) return events.emit(Notice{fmt::format("{}: fetched, but the checkout was left as it is: {}", step.unit, outcome.kept_because)});
    if (outcome.from == outcome.to) return {};
    return events.emit(Notice{fmt::format("{}: {} → {}", step.unit, outcome.from.substr(0, 10), outcome.to.substr(0, 10))});
  }
};

}  // namespace

const StepKind& pull_kind() {
  static const Pull kind;
  return kind;
}

}  // namespace stackup
