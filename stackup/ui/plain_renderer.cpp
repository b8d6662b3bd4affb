#include "stackup/ui/plain_renderer.h"

#include "stackup/base/text.h"
#include "stackup/ui/human.h"
#include "stackup/ui/message.h"
#include "stackup/ui/width.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

using namespace std::chrono_literals;

constexpr auto between_progress = 5s;
// CI services end a job that is silent for some minutes, and people sooner think that it hangs.
constexpr auto between_signs_of_life = 30s;
// A step that ends sooner says so, and that is enough.
constexpr auto before_start_is_told = 1s;

std::string sentence(const StepName& name, std::string_view text) { return fmt::format("{}: {}", name.title, text); }

}  // namespace

PlainRenderer::PlainRenderer(Writer write, WallNow now, Style style) : write_(std::move(write)), now_(std::move(now)), style_(style) {}

Result<void> PlainRenderer::emit(const Event& event) {
  const auto now = now_();
  state_ = apply(std::move(state_), event, now);
  if (const auto* started = std::get_if<RunStarted>(&event)) begin(*started, now);
  if (const auto* plan = std::get_if<PlanMade>(&event)) announce(*plan, now);
  if (const auto* started = std::get_if<StepStarted>(&event)) spoken_.erase(started->id);
  tell_of_long_steps(now);
  if (const auto* news = std::get_if<StepProgress>(&event)) progress(*news, now);
  if (const auto message = message_of(event, state_)) {
    const auto text = message->spoken.empty() ? message->title : fmt::format("{}: {}", message->title, message->spoken);
    line(now, message->unit, text, message->role == Role::good ? Role::plain : message->role);
  }
  if (std::holds_alternative<RunFinished>(event))
    if (const auto text = finish_text(state_); !text.empty()) line(now, "", text, Role::strong);
  return {};
}

void PlainRenderer::begin(const RunStarted& started, WallTime now) {
  began_ = now;
  spoken_.clear();
  line(now, "", one_line(fmt::format("stackup {} {} {}", started.version, started.verb, join(started.targets, " "))), Role::plain);
}

void PlainRenderer::announce(const PlanMade& plan, WallTime now) {
  if (!plan.steps.empty())
    line(now, "", fmt::format("{} to do, {} up to date", counted(plan.steps.size(), "step"), plan.up_to_date), Role::plain);
}

void PlainRenderer::tell_of_long_steps(WallTime now) {
  if (!state_.run) return;
  for (const auto& step : state_.run->steps) {
    const bool told = spoken_.contains(step.planned.id);
    if (step.phase != StepPhase::running || told || now - step.since < before_start_is_told) continue;
    spoken_[step.planned.id] = now;
    const auto name = step_name(step.planned.id, state_);
    const auto reason = one_line(step.planned.reason);
    line(now, name.unit, sentence(name, reason.empty() ? "started" : fmt::format("started ({})", reason)), Role::plain);
  }
}

void PlainRenderer::progress(const StepProgress& progress, WallTime now) {
  const auto* step = state_.run ? state_.run->find(progress.id) : nullptr;
  const auto spoken = spoken_.find(progress.id);
  if (!step || spoken == spoken_.end() || now - spoken->second < between_progress) return;
  spoken->second = now;
  const auto name = step_name(progress.id, state_);
  line(now, name.unit, sentence(name, progress_text(*step)), Role::plain);
}

void PlainRenderer::tick(WallTime now) {
  tell_of_long_steps(now);
  if (!state_.run) return;
  for (const auto& step : state_.run->steps) {
    if (step.phase != StepPhase::running || !spoken_.contains(step.planned.id) || now - spoken_[step.planned.id] < between_signs_of_life) continue;
    spoken_[step.planned.id] = now;
    const auto name = step_name(step.planned.id, state_);
    line(now, name.unit, sentence(name, "still running after " + human_elapsed(now - step.since)), Role::plain);
  }
}

void PlainRenderer::line(WallTime now, const std::string& unit, std::string_view text, Role role) {
  const auto start = began_ == WallTime{} ? now : began_;
  const auto prefix = unit.empty() ? "" : painted(unit + ":", Role::name, style_) + " ";
  write_(fmt::format("{} {}{}\n", painted("[" + clock_text(now - start) + "]", Role::dim, style_), prefix, painted(text, role, style_)));
}

}  // namespace stackup
