#pragma once
// A supervisor of scripted processes in virtual time.

#include "stackup/supervisor/supervisor.h"
#include "tests/fakes/failure_of.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/recording_events.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stackup::testing {

using namespace std::chrono_literals;

inline const ProcessIdentity first = FakeProcesses::identity(1);
inline const ProcessIdentity second = FakeProcesses::identity(2);

inline ProcessSpec spec_of(const std::string& id, std::vector<std::string> after = {}) {
  ProcessSpec spec;
  spec.id = id;
  spec.unit = id.substr(0, id.find('/'));
  spec.program.arguments = {id};
  spec.log = "/w/" + spec.unit + ".log";
  spec.ready = StartedProbe{};
  spec.ports = {80};
  spec.after = std::move(after);
  spec.digest = "digest of " + id;
  return spec;
}

class SupervisorTest : public ::testing::Test {
 protected:
  void will(const std::string& id, ScriptedProcess process = {}) { world.processes.spawns[id].emplace_back(std::move(process)); }
  void start(const ProcessSpec& spec) {
    const auto started = world.clock.finish(supervisor.start(spec));
    EXPECT_EQ(failure_of(started), std::nullopt);
  }
  void take_over(const RunState& state) {
    world.clock.start(supervisor.take_over(state));
    world.clock.run();
  }
  std::vector<std::string> programs() const {
    std::vector<std::string> names;
    for (const auto& request : world.processes.spawned) names.push_back(request.program.arguments[0]);
    return names;
  }
  std::vector<std::string> stopped() const {
    std::vector<std::string> ids;
    for (const auto& event : journal.list)
      if (const auto* stop = std::get_if<ProcessStopped>(&event)) ids.push_back(stop->id);
    return ids;
  }

  FakeWorld world;
  RecordingEvents journal;
  Supervisor supervisor{ProcessPorts{world.clock, world.processes, world.network, world.files}, world.files, journal, world.clock.loop().get_executor(), {"/w", "/w/specs", "/run/w"}};
};

}  // namespace stackup::testing
