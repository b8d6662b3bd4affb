#include "stackup/event/event_json.h"

#include "stackup/base/json_limits.h"
#include "stackup/base/untrusted_json.h"

#include <nlohmann/json.hpp>

namespace stackup {

using nlohmann::json;

// One pair of functions for each type; found by argument-dependent lookup. Durations are milliseconds, or microseconds where the key says so.
namespace {

std::int64_t to_us(Duration duration) { return std::chrono::duration_cast<std::chrono::microseconds>(duration).count(); }
Duration from_us(const json& number) { return duration_of_microseconds(number.get<std::int64_t>()); }
WallTime time_from(const json& number) { return WallTime(std::chrono::milliseconds(limited_milliseconds(number.get<std::int64_t>()))); }

json span_json(const SourceSpan& span) { return {{"file", span.file}, {"line", span.line}, {"column", span.column}, {"length", span.length}}; }
SourceSpan span_from(const json& j) { return {j.value("file", ""), j.value("line", 0), j.value("column", 0), j.value("length", 1)}; }

json error_object(const Error& error) {
  json notes = json::array();
  for (const auto& note : error.notes()) notes.push_back({{"text", note.text}, {"at", span_json(note.span)}});
  json j = {{"code", to_string(error.code())}, {"name", catalogue_entry(error.code()).name}, {"what", error.what()}, {"try", error.tries()}};
  if (!error.span().file.empty()) j["at"] = span_json(error.span());
  if (!error.why().empty()) j["why"] = error.why();
  if (!notes.empty()) j["notes"] = notes;
  if (!error.log_path().empty()) j["log"] = {{"path", error.log_path()}, {"tail", error.log_tail()}};
  return j;
}

ErrorCode code_from(const json& j) {
  const auto text = j.value("code", "");
  for (const auto& entry : error_catalogue())
    if (to_string(entry.code) == text) return entry.code;
  return ErrorCode::bug;
}

Error error_from(const json& j) {
  Error error(code_from(j), j.value("what", ""));
  if (j.contains("at")) error.at(span_from(j["at"]));
  error.because(j.value("why", ""));
  if (j.contains("notes"))
    for (const auto& note : j["notes"]) error.note(note.value("text", ""), span_from(note.value("at", json::object())));
  for (const auto& advice : j.value("try", std::vector<std::string>{})) error.try_(advice);
  if (j.contains("log")) error.log(j["log"].value("path", ""), j["log"].value("tail", std::vector<std::string>{}));
  return error;
}

std::string_view outcome_name(RunOutcomeKind kind) {
  return kind == RunOutcomeKind::ok ? "ok" : kind == RunOutcomeKind::failed ? "failed" : "interrupted";
}
RunOutcomeKind outcome_from(const std::string& name) {
  return name == "ok" ? RunOutcomeKind::ok : name == "failed" ? RunOutcomeKind::failed : RunOutcomeKind::interrupted;
}

json planned_json(const PlannedStep& step) { return {{"id", step.id}, {"unit", step.unit}, {"title", step.title}, {"reason", step.reason}, {"redo", step.redo}, {"usually_us", to_us(step.usually)}}; }
PlannedStep planned_from(const json& j) { return {j.value("id", ""), j.value("unit", ""), j.value("title", ""), j.value("reason", ""), j.value("redo", true), from_us(j.value("usually_us", json(0)))}; }

struct Writer {
  json operator()(const RunStarted& e) const { return {{"kind", "run_started"}, {"verb", e.verb}, {"targets", e.targets}, {"version", e.version}}; }
  json operator()(const PlanMade& e) const {
    json steps = json::array();
    for (const auto& step : e.steps) steps.push_back(planned_json(step));
    return {{"kind", "plan_made"}, {"steps", steps}, {"up_to_date", e.up_to_date}};
  }
  json operator()(const StepStarted& e) const { return {{"kind", "step_started"}, {"id", e.id}}; }
  json operator()(const StepProgress& e) const { return {{"kind", "step_progress"}, {"id", e.id}, {"fraction", e.fraction}, {"text", e.text}, {"asks", e.asks}}; }
  json operator()(const StepFinished& e) const {
    return {{"kind", "step_finished"}, {"id", e.id}, {"digest", e.digest}, {"outputs", e.outputs}, {"took_us", to_us(e.took)}};
  }
  json operator()(const StepFailed& e) const { return {{"kind", "step_failed"}, {"id", e.id}, {"error", error_object(e.error)}, {"took_us", to_us(e.took)}}; }
  json operator()(const StepSkipped& e) const { return {{"kind", "step_skipped"}, {"id", e.id}, {"because", e.because}}; }
  json operator()(const StepForgotten& e) const { return {{"kind", "step_forgotten"}, {"id", e.id}, {"because", e.because}}; }
  json operator()(const ThingMade& e) const { return {{"kind", "thing_made"}, {"thing", e.kind}, {"name", e.name}, {"step", e.step}}; }
  json operator()(const ThingRemoved& e) const { return {{"kind", "thing_removed"}, {"thing", e.kind}, {"name", e.name}}; }
  json operator()(const PortKept& e) const {
    return {{"kind", "port_kept"}, {"unit", e.unit}, {"name", e.name}, {"number", e.number}, {"because", e.because}};
  }
  json operator()(const SecretMade& e) const { return {{"kind", "secret_made"}, {"owner", e.owner}, {"name", e.name}}; }
  json operator()(const Notice& e) const { return {{"kind", "notice"}, {"text", e.text}}; }
  json operator()(const RunFinished& e) const { return {{"kind", "run_finished"}, {"outcome", outcome_name(e.outcome)}, {"took_us", to_us(e.took)}}; }
  json operator()(const ProcessStarting& e) const { return {{"kind", "process_starting"}, {"id", e.id}, {"digest", e.digest}}; }
  json operator()(const ProcessStarted& e) const {
    return {{"kind", "process_started"}, {"id", e.id}, {"pid", e.identity.pid}, {"start_ticks", e.identity.start_ticks}, {"boot_id", e.identity.boot_id}};
  }
  json operator()(const ProcessReady& e) const { return {{"kind", "process_ready"}, {"id", e.id}, {"took_us", to_us(e.took)}}; }
  json operator()(const ProcessExited& e) const {
    return {{"kind", "process_exited"}, {"id", e.id}, {"code", e.exit.code}, {"signal", e.exit.signal}, {"known", e.exit.known}};
  }
  json operator()(const ProcessBackingOff& e) const {
    json j = {{"kind", "process_backing_off"}, {"id", e.id}, {"delay_us", to_us(e.delay)}, {"restart", e.restart}};
    if (e.error) j["error"] = error_object(*e.error);
    return j;
  }
  json operator()(const ProcessUnhealthy& e) const { return {{"kind", "process_unhealthy"}, {"id", e.id}, {"error", error_object(e.error)}}; }
  json operator()(const ProcessFailed& e) const { return {{"kind", "process_failed"}, {"id", e.id}, {"error", error_object(e.error)}}; }
  json operator()(const ProcessStopping& e) const { return {{"kind", "process_stopping"}, {"id", e.id}}; }
  json operator()(const ProcessStopped& e) const { return {{"kind", "process_stopped"}, {"id", e.id}}; }
};

PlanMade plan_from(const json& j) {
  PlanMade plan{{}, j.value("up_to_date", 0)};
  for (const auto& step : j.at("steps")) plan.steps.push_back(planned_from(step));
  return plan;
}

ProcessBackingOff backing_off_from(const json& j) {
  ProcessBackingOff event{j.at("id"), from_us(j.at("delay_us")), j.at("restart"), std::nullopt};
  if (j.contains("error")) event.error = error_from(j["error"]);
  return event;
}

using Reader = Event (*)(const json&);
const std::map<std::string, Reader, std::less<>>& run_readers() {
  static const std::map<std::string, Reader, std::less<>> all = {
      {"run_started", [](const json& j) -> Event { return RunStarted{j.value("verb", ""), j.value("targets", std::vector<std::string>{}), j.value("version", "")}; }},
      {"plan_made", [](const json& j) -> Event { return plan_from(j); }},
      {"step_started", [](const json& j) -> Event { return StepStarted{j.at("id")}; }},
      {"step_progress", [](const json& j) -> Event { return StepProgress{j.at("id"), j.value("fraction", -1.0), j.value("text", ""), j.value("asks", false)}; }},
      {"step_finished", [](const json& j) -> Event { return StepFinished{j.at("id"), j.at("digest"), j.at("outputs"), from_us(j.at("took_us"))}; }},
      {"step_failed", [](const json& j) -> Event { return StepFailed{j.at("id"), error_from(j.at("error")), from_us(j.at("took_us"))}; }},
      {"step_skipped", [](const json& j) -> Event { return StepSkipped{j.at("id"), j.value("because", "")}; }},
      {"step_forgotten", [](const json& j) -> Event { return StepForgotten{j.at("id"), j.value("because", "")}; }},
      {"thing_made", [](const json& j) -> Event { return ThingMade{j.at("thing"), j.at("name"), j.value("step", "")}; }},
      {"thing_removed", [](const json& j) -> Event { return ThingRemoved{j.at("thing"), j.at("name")}; }},
      {"port_kept", [](const json& j) -> Event { return PortKept{j.at("unit"), j.at("name"), j.at("number"), j.value("because", "")}; }},
      {"secret_made", [](const json& j) -> Event { return SecretMade{j.at("owner"), j.at("name")}; }},
      {"notice", [](const json& j) -> Event { return Notice{j.at("text")}; }},
      {"run_finished", [](const json& j) -> Event { return RunFinished{outcome_from(j.at("outcome")), from_us(j.at("took_us"))}; }},
  };
  return all;
}

const std::map<std::string, Reader, std::less<>>& process_readers() {
  static const std::map<std::string, Reader, std::less<>> all = {
      {"process_starting", [](const json& j) -> Event { return ProcessStarting{j.at("id"), j.value("digest", "")}; }},
      {"process_started", [](const json& j) -> Event { return ProcessStarted{j.at("id"), {j.at("pid"), j.at("start_ticks"), j.at("boot_id")}}; }},
      {"process_ready", [](const json& j) -> Event { return ProcessReady{j.at("id"), from_us(j.at("took_us"))}; }},
      {"process_exited", [](const json& j) -> Event { return ProcessExited{j.at("id"), {j.at("code"), j.at("signal"), j.at("known")}}; }},
      {"process_backing_off", [](const json& j) -> Event { return backing_off_from(j); }},
      {"process_unhealthy", [](const json& j) -> Event { return ProcessUnhealthy{j.at("id"), error_from(j.at("error"))}; }},
      {"process_failed", [](const json& j) -> Event { return ProcessFailed{j.at("id"), error_from(j.at("error"))}; }},
      {"process_stopping", [](const json& j) -> Event { return ProcessStopping{j.at("id")}; }},
      {"process_stopped", [](const json& j) -> Event { return ProcessStopped{j.at("id")}; }},
  };
  return all;
}

Reader reader_of(const std::string& kind) {
  for (const auto* readers : {&run_readers(), &process_readers()})
    if (const auto found = readers->find(kind); found != readers->end()) return found->second;
  return nullptr;
}

}  // namespace

bool is_durable(const Event& event) { return !std::holds_alternative<StepProgress>(event); }

std::string to_json_line(const TimedEvent& event) {
  json j = std::visit(Writer{}, event.event);
  j["v"] = 1;
  j["t"] = event.at.time_since_epoch().count();
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<TimedEvent> from_json_line(std::string_view line) {
  const json j = untrusted_json(line);
  if (!j.is_object() || j.value("v", json()) != 1) return std::nullopt;
  try {
    const Reader reader = reader_of(j.at("kind").get<std::string>());
    if (!reader) return std::nullopt;
    return TimedEvent{time_from(j.at("t")), reader(j)};
  } catch (const json::exception&) {  // a field is missing or of another type: not a line of ours
    return std::nullopt;
  }
}

bool is_of_newer_program(std::string_view line) {
  const json j = untrusted_json(line);
  if (!j.is_object() || !j.contains("kind") || !j["kind"].is_string() || !j.contains("v") || !j["v"].is_number_integer()) return false;
  return j["v"] > 1 || (j["v"] == 1 && reader_of(j["kind"].get<std::string>()) == nullptr);
}

std::string error_json(const Error& error) { return error_object(error).dump(-1, ' ', false, json::error_handler_t::replace); }

std::optional<Error> error_from_json(std::string_view text) {
  const json j = untrusted_json(text);
  if (!j.is_object()) return std::nullopt;
  try {
    return error_from(j);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace stackup
