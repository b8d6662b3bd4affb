#pragma once
// A process spec with every field filled, for each kind of probe.

#include "stackup/ports/process_spec.h"

#include <vector>

namespace stackup::testing {

inline std::vector<ProcessSpec> sample_specs() {
  using namespace std::chrono_literals;
  const Expectation json{Expectation::Kind::json, R"({"ok":true})"};
  const std::vector<Probe> probes = {StartedProbe{},
                                     NotifyProbe{},
                                     TcpProbe{"127.0.0.1", 5432}, TcpProbe{"127.0.0.1", 2181, "ruok", {Expectation::Kind::substring, "imok"}},
                                     HttpProbe{"http://127.0.0.1:80/x", 80, 204, json},
                                     RunProbe{Program{{"pg_isready", "-q"}, "/w", {{"A", "b"}}, "in\n"}, {Expectation::Kind::match, "^ok$"}},
                                     LogProbe{"ready \"now\""}};
  std::vector<ProcessSpec> specs;
  for (const auto& probe : probes) {
    ProcessSpec spec;
    spec.id = "api/web.one";
    spec.unit = "api";
    spec.program = {{"serve", "--name", "a b"}, "/w/api", {{"PATH", "/bin"}, {"EMPTY", ""}}, ""};
    spec.log = "/w/logs/api.log";
    spec.ready = probe;
    spec.ready_timeout = 42s;
    spec.ports = {80, 443};
    spec.restart = {RestartWhen::always, 100ms, 7s, 90s, 3};
    spec.stop = {2, 4s};
    spec.after = {"db/server"};
    spec.digest = "abc";
    specs.push_back(spec);
  }
  return specs;
}

}  // namespace stackup::testing
