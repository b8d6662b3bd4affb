#include "stackup/cli/run_plan.h"

#include "stackup/cli/outcome.h"
#include "stackup/cli/prepare.h"
#include "stackup/cli/renderer_for.h"
#include "stackup/cli/summary.h"
#include "stackup/cli/world.h"
#include "stackup/engine/execute.h"
#include "stackup/plan/build_checkpoint.h"
#include "stackup/ports/clock.h"
#include "stackup/store/run_directory.h"
#include "stackup/ui/log_sink.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <charconv>
#include <utility>

#include <unistd.h>

namespace stackup {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

constexpr Duration frame_time = std::chrono::milliseconds(100);

/// Every event to the journal first, then to the screen and the diary, and into the fold that the summary is made from.
class Everyone : public EventSink {
 public:
  Everyone(EventSink& journal, Renderer& renderer, EventSink* diary, const Clock& clock) : journal_(journal), renderer_(renderer), diary_(diary), clock_(clock) {}

  Result<void> emit(const Event& event) override {
    auto kept = journal_.emit(event);
    if (!kept) return kept;
    state_ = apply(std::move(state_), event, clock_.wall_now());
    [[maybe_unused]] const auto shown = renderer_.emit(event);
    if (diary_) [[maybe_unused]] const auto written = diary_->emit(event);
    return {};
  }
  [[nodiscard]] const RunState& state() const { return state_; }

 private:
  EventSink& journal_;
  Renderer& renderer_;
  EventSink* diary_;
  const Clock& clock_;
  RunState state_;
};

Task<void> tick_forever(Renderer& renderer, Clock& clock) {
  for (;;) {
    co_await clock.sleep_for(frame_time);
    // Looked at rather than told by SIGWINCH: the window's size costs less than drawing does.
    if (const auto size = terminal_size(STDERR_FILENO)) renderer.resize(*size);
    renderer.tick(clock.wall_now());
  }
}

Result<void> begin(Session& session, const RunRequestOptions& options, EventSink& events, World& world) {
  auto told = events.emit(RunStarted{options.verb, session.place.remembered.targets, STACKUP_VERSION});
  if (!told) return told;
  for (const auto& event : options.first)
    if (told = events.emit(event); !told) return told;
  return keep_choices(session, events, world);
}

Task<Execution> execute_visibly(const Plan& plan, StepContext context, ExecuteOptions options, Flag& stop, Renderer& renderer, Clock& clock) {
  auto work = execute(plan, context, options, stop);
  auto ticks = tick_forever(renderer, clock);
  auto first = co_await (std::move(work) || std::move(ticks));
  co_return std::get<0>(std::move(first));
}

/// From now on somebody may work with it.
void note_in_use(const Session& session, const Plan& plan, EventSink& events) {
  const auto name = session.place.workspace.string();
  if (!plan.find(checkpoint_id) || session.state.things.contains({data_in_use, name})) return;
  [[maybe_unused]] const auto told = events.emit(ThingMade{data_in_use, name, checkpoint_id});
}

void finish(const Execution& execution, Duration took, const Session& session, const Plan& plan, EventSink& events) {
  if (execution.outcome == RunOutcomeKind::ok) note_in_use(session, plan, events);
  [[maybe_unused]] const auto told = events.emit(RunFinished{execution.outcome, took});
}

int exit_code_of_run(const Execution& execution) {
  if (execution.outcome == RunOutcomeKind::interrupted) return 130;
  return execution.failed.empty() ? 0 : exit_code_of(execution.failed.front().error.code());
}

/// It is no step's failure, and what could not be written down is not in the summary.
void tell_of_journal(const Execution& execution, const Session& session, const Arguments& arguments, World& world) {
  for (const auto& failure : execution.failed)
    if (failure.id == "journal") tell(failure.error, session.recipes.sources, format_of(arguments), world.console());
}

}  // namespace

int jobs_of(const Arguments& arguments, int otherwise) {
  int jobs = otherwise;
  const std::string text = arguments.value("--jobs");
  std::from_chars(text.data(), text.data() + text.size(), jobs);
  return jobs > 0 ? jobs : 1;
}

Task<int> run_plan(Session& session, Plan plan, RunRequestOptions options, const Arguments& arguments, World& world, Flag& stop) {
  Clock& clock = world.clock();
  const Instant begun = clock.now();
  const bool has_news = plan.has_work() || !options.first.empty();
  if (!has_news) {
    show_up_to_date(session, plan, arguments, world);
    co_return 0;
  }
  auto journal = RunDirectory(session.place.state()).begin_run(clock);
  if (!journal) co_return tell(journal.error(), session.recipes.sources, format_of(arguments), world.console());
  auto renderer = renderer_for(arguments, world.console(), [&clock] { return clock.wall_now(); });
  auto diary = LogSink::open(session.place.state() / "logs" / "stackup.log", [&clock] { return clock.wall_now(); });
  Everyone events(**journal, *renderer, diary ? diary->get() : nullptr, clock);
  auto ready = begin(session, options, events, world);
  if (!ready) {
    renderer->close();
    co_return tell(ready.error(), session.recipes.sources, format_of(arguments), world.console());
  }
  const ExecuteOptions how{jobs_of(arguments, 4)};
  StepContext context = session.context(events);
  auto execution = co_await execute_visibly(plan, context, how, stop, *renderer, clock);
  finish(execution, clock.now() - begun, session, plan, events);
  renderer->close();
  tell_of_journal(execution, session, arguments, world);
  show_outcome(session, plan, events.state(), options.resume, arguments, world);
  co_return exit_code_of_run(execution);
}

}  // namespace stackup
