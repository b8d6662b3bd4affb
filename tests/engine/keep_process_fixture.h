#pragma once
// One process, scripted, under a keeper in virtual time.

#include "stackup/engine/keep_process.h"
#include "tests/fakes/fake_world.h"
#include "tests/fakes/recording_events.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stackup::testing {

using namespace std::chrono_literals;

class KeepProcessTest : public ::testing::Test {
 protected:
  KeepProcessTest() {
    spec.id = "db/server";
    spec.unit = "db";
    spec.program.arguments = {"postgres"};
    spec.log = "/w/db.log";
    spec.ready = StartedProbe{};
    spec.ready_timeout = 2s;
    spec.digest = "d";
    world.files.texts["/w/db.log"] = "";
  }

  void will(ScriptedProcess process) { world.processes.spawns["postgres"].emplace_back(std::move(process)); }

  ProcessKeeper& keeper() {
    if (!keeper_) keeper_.emplace(spec, ProcessPorts{world.clock, world.processes, world.network, world.files}, events, world.clock.loop().get_executor(), KeeperPlace{"/run/w", {77}, [this] { return missing; }});
    return *keeper_;
  }
  void start(std::optional<Adopted> adopted = std::nullopt) { world.clock.start(keeper().keep(std::move(adopted))); }
  void stop_after(Duration delay) {
    world.clock.after(delay, [this] { keeper().ask_to_stop(); });
  }

  /// The back-off after an exit whose reason is `why`.
  ProcessBackingOff backing_off(Duration delay, int restart, const std::string& why, std::vector<std::string> log = {}) const {
    return {"db/server", delay, restart, Error(ErrorCode::process_ended, "db/server ended").because(why).log("/w/db.log", std::move(log))};
  }
  template <class T>
  std::vector<T> told() const {
    std::vector<T> all;
    for (const auto& event : events.list)
      if (const auto* one = std::get_if<T>(&event)) all.push_back(*one);
    return all;
  }

  FakeWorld world;
  RecordingEvents events;
  ProcessSpec spec;
  std::string missing;  ///< what it depends on and is not ready

 private:
  std::optional<ProcessKeeper> keeper_;
};

}  // namespace stackup::testing
