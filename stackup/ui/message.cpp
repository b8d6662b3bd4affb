#include "stackup/ui/message.h"

#include "stackup/base/text.h"
#include "stackup/ui/width.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace stackup {
namespace {

using Said = std::optional<Message>;

/// One overload for each event that people hear about; the template takes the others.
class Teller {
 public:
  explicit Teller(const RunState& state) : state_(state) {}

  template <class Silent>
  Said operator()(const Silent&) const {
    return std::nullopt;
  }
  Said operator()(const StepFinished& e) const {
    const auto took = to_string(e.took);
    return about(e.id, Mark::done, Role::good, took, "done in " + took);
  }
  Said operator()(const StepFailed& e) const {
    const auto text = fmt::format("failed after {}: {} ({})", to_string(e.took), one_line(e.error.what()), to_string(e.error.code()));
    return about(e.id, Mark::failed, Role::bad, text, text);
  }
  Said operator()(const StepSkipped& e) const {
    const auto text = "skipped: " + one_line(e.because);
    return about(e.id, Mark::skipped, Role::warning, text, text);
  }
  Said operator()(const PortKept& e) const {
    if (e.because.empty()) return std::nullopt;
    return notice(e.unit, fmt::format("port {} is {}: {}", one_line(e.name), e.number, one_line(e.because)));
  }
  Said operator()(const Notice& e) const { return notice("", one_line(e.text)); }
  Said operator()(const ProcessReady& e) const {
    return process(e.id, Mark::done, Role::good, e.took > Duration::zero() ? "ready after " + to_string(e.took) : "ready");
  }
  Said operator()(const ProcessExited& e) const {
    const auto found = state_.processes.find(e.id);
    const bool on_purpose = found != state_.processes.end() && found->second.state == ProcessState::stopping;
    if (on_purpose) return std::nullopt;
    return process(e.id, Mark::notice, Role::warning, fmt::format("ended: {}", to_string(e.exit)));
  }
  Said operator()(const ProcessUnhealthy& e) const {
    return process(e.id, Mark::failed, Role::warning, fmt::format("does not answer any more: {}", one_line(e.error.why())));
  }
  Said operator()(const ProcessBackingOff& e) const {
    const auto why = e.error ? ": " + one_line(e.error->why()) : std::string();
    return process(e.id, Mark::notice, Role::warning, fmt::format("starts again in {} (restart {}){}", to_string(e.delay), e.restart, why));
  }
  Said operator()(const ProcessFailed& e) const {
    return process(e.id, Mark::failed, Role::bad, fmt::format("failed: {} ({})", one_line(e.error.what()), to_string(e.error.code())));
  }
  Said operator()(const ProcessStopped& e) const { return process(e.id, Mark::done, Role::good, "stopped"); }

 private:
  Said about(const StepId& id, Mark mark, Role role, std::string detail, std::string spoken) const {
    auto name = step_name(id, state_);
    return Message{mark, role, std::move(name.unit), std::move(name.title), std::move(detail), std::move(spoken)};
  }
  static Said process(const std::string& id, Mark mark, Role role, const std::string& text) {
    return Message{mark, role, one_line(id), text, "", ""};
  }
  static Said notice(const std::string& unit, const std::string& text) {
    return Message{Mark::notice, Role::warning, one_line(unit), text, "", ""};
  }

  const RunState& state_;
};

std::ptrdiff_t count(const RunView& run, StepPhase phase) {
  return std::count_if(run.steps.begin(), run.steps.end(), [&](const StepView& step) { return step.phase == phase; });
}

}  // namespace

std::optional<Message> message_of(const Event& event, const RunState& state) { return std::visit(Teller(state), event); }

StepName step_name(const StepId& id, const RunState& state) {
  if (const auto* step = state.run ? state.run->find(id) : nullptr) {
    auto title = one_line(step->planned.title);
    return {one_line(step->planned.unit), title.empty() ? one_line(id) : title};
  }
  const auto slash = id.find('/');
  if (slash == std::string::npos) return {"", one_line(id)};
  return {one_line(id.substr(0, slash)), one_line(id.substr(slash + 1))};
}

std::string progress_text(const StepView& step) {
  std::vector<std::string> parts;
  if (step.fraction >= 0) parts.push_back(fmt::format("{} %", static_cast<int>(std::floor(std::min(step.fraction, 1.0) * 100))));
  if (auto text = one_line(step.text); !text.empty()) parts.push_back(std::move(text));
  return join(parts, ", ");
}

std::string finish_text(const RunState& state) {
  if (!state.run || state.run->steps.empty()) return "";
  const auto& run = *state.run;
  std::vector<std::string> parts = {counted(static_cast<std::size_t>(count(run, StepPhase::done)), "step") + " done"};
  const auto add = [&](std::ptrdiff_t number, std::string_view what) {
    if (number > 0) parts.push_back(fmt::format("{} {}", number, what));
  };
  add(count(run, StepPhase::failed), "failed");
  add(count(run, StepPhase::skipped), "skipped");
  add(count(run, StepPhase::waiting) + count(run, StepPhase::running), "not done");
  add(run.up_to_date, "up to date");
  if (run.finished) parts.push_back("in " + to_string(run.finished->took));
  return join(parts, ", ");
}

}  // namespace stackup
