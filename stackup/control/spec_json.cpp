#include "stackup/control/spec_json.h"

#include "stackup/base/json_limits.h"
#include "stackup/base/untrusted_json.h"

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using nlohmann::json;

std::int64_t us(Duration duration) { return std::chrono::duration_cast<std::chrono::microseconds>(duration).count(); }
Duration duration(const json& j) { return duration_of_microseconds(j.get<std::int64_t>()); }

json program_json(const Program& program) {
  return {{"arguments", program.arguments}, {"directory", program.directory.string()}, {"environment", program.environment}, {"input", program.input}};
}
Program program_from(const json& j) { return {j.at("arguments"), j.at("directory").get<std::string>(), j.at("environment"), j.at("input")}; }

json expect_json(const Expectation& expect) { return {{"kind", static_cast<int>(expect.kind)}, {"text", expect.text}}; }
Expectation expect_from(const json& j) { return {static_cast<Expectation::Kind>(j.at("kind").get<int>()), j.at("text")}; }

struct ProbeWriter {
  json operator()(const StartedProbe&) const { return {{"kind", "started"}}; }
  json operator()(const NotifyProbe&) const { return {{"kind", "notify"}}; }
  json operator()(const TcpProbe& p) const { return {{"kind", "tcp"}, {"host", p.host}, {"port", p.port}, {"send", p.send}, {"expect", expect_json(p.expect)}}; }
  json operator()(const HttpProbe& p) const { return {{"kind", "http"}, {"url", p.url}, {"port", p.port}, {"status", p.status}, {"expect", expect_json(p.expect)}}; }
  json operator()(const RunProbe& p) const { return {{"kind", "run"}, {"program", program_json(p.program)}, {"expect", expect_json(p.expect)}}; }
  json operator()(const LogProbe& p) const { return {{"kind", "log"}, {"pattern", p.pattern}}; }
};

Probe probe_from(const json& j) {
  const auto kind = j.at("kind").get<std::string>();
  if (kind == "notify") return NotifyProbe{};
  if (kind == "tcp") return TcpProbe{j.at("host"), j.at("port"), j.at("send"), expect_from(j.at("expect"))};
  if (kind == "http") return HttpProbe{j.at("url"), j.at("port"), j.at("status"), expect_from(j.at("expect"))};
  if (kind == "run") return RunProbe{program_from(j.at("program")), expect_from(j.at("expect"))};
  if (kind == "log") return LogProbe{j.at("pattern")};
  return StartedProbe{};
}

json restart_json(const RestartPolicy& policy) {
  return {{"when", static_cast<int>(policy.when)}, {"delay_us", us(policy.delay)}, {"max_delay_us", us(policy.max_delay)}, {"reset_after_us", us(policy.reset_after)},
          {"limit", policy.limit}};
}
RestartPolicy restart_from(const json& j) {
  return {static_cast<RestartWhen>(j.at("when").get<int>()), duration(j.at("delay_us")), duration(j.at("max_delay_us")), duration(j.at("reset_after_us")), j.at("limit")};
}

ProcessSpec spec_from(const json& j) {
  ProcessSpec spec;
  spec.id = j.at("id");
  spec.unit = j.at("unit");
  spec.program = program_from(j.at("program"));
  spec.log = j.at("log").get<std::string>();
  spec.ready = probe_from(j.at("ready"));
  spec.ready_timeout = duration(j.at("ready_timeout_us"));
  spec.health = {duration(j.value("health_interval_us", json(0))), j.value("health_retries", 3)};
  spec.on_upstream_restart = static_cast<UpstreamRestart>(j.value("on_upstream_restart", 0));
  spec.ports = j.at("ports").get<std::vector<int>>();
  spec.restart = restart_from(j.at("restart"));
  spec.stop = {j.at("stop").at("signal"), duration(j.at("stop").at("grace_us"))};
  spec.after = j.at("after").get<std::vector<std::string>>();
  spec.digest = j.at("digest");
  return spec;
}

}  // namespace

std::string spec_json(const ProcessSpec& spec) {
  const json j = {{"id", spec.id},
                  {"unit", spec.unit},
                  {"program", program_json(spec.program)},
                  {"log", spec.log.string()},
                  {"ready", std::visit(ProbeWriter{}, spec.ready)},
                  {"ready_timeout_us", us(spec.ready_timeout)},
                  {"health_interval_us", us(spec.health.interval)},
                  {"health_retries", spec.health.retries},
                  {"on_upstream_restart", static_cast<int>(spec.on_upstream_restart)},
                  {"ports", spec.ports},
                  {"restart", restart_json(spec.restart)},
                  {"stop", {{"signal", spec.stop.signal}, {"grace_us", us(spec.stop.grace)}}},
                  {"after", spec.after},
                  {"digest", spec.digest}};
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<ProcessSpec> spec_from_json(std::string_view text) {
  const json j = untrusted_json(text);
  if (!j.is_object()) return std::nullopt;
  try {
    return spec_from(j);
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace stackup
