#include "tests/supervisor/supervisor_fixture.h"

namespace stackup::testing {
namespace {

/// Processes that depend on db/server, which ends after ten seconds.
class DependantTest : public SupervisorTest {
 protected:
  /// Without letting time pass.
  void begin(const ProcessSpec& spec) {
    world.clock.start(start_one(spec));
    world.clock.run_for(0s);
  }
  ProcessStatus status_of(const std::string& id) {
    std::vector<ProcessStatus> all;
    world.clock.start(keep_status(all));
    world.clock.run_for(0s);
    for (const auto& status : all)
      if (status.id == id) return status;
    return {};
  }
  static ProcessSpec dependant(UpstreamRestart what) {
    auto spec = spec_of("api/web", {"db/server"});
    spec.on_upstream_restart = what;
    return spec;
  }

 private:
  Task<void> start_one(ProcessSpec spec) {
    const auto started = co_await supervisor.start(std::move(spec));
    EXPECT_TRUE(started.has_value());
  }
  Task<void> keep_status(std::vector<ProcessStatus>& all) {
    auto told = co_await supervisor.status();
    all = std::move(*told);
  }
};

TEST_F(DependantTest, IsRestartedWithWhatItDependsOnWhereItsRecipeSaysSo) {
  will("db/server", {.lifetime = 10s, .exit = {.code = 1}});
  will("db/server");
  will("api/web");
  begin(spec_of("db/server"));
  begin(dependant(UpstreamRestart::restart));
  world.clock.run();
  EXPECT_EQ(programs(), (std::vector<std::string>{"db/server", "api/web", "db/server", "api/web"}));
}

TEST_F(DependantTest, RunsOnOtherwise) {
  will("db/server", {.lifetime = 10s, .exit = {.code = 1}});
  will("db/server");
  will("api/web");
  begin(spec_of("db/server"));
  begin(dependant(UpstreamRestart::keep_running));
  world.clock.run();
  EXPECT_EQ(programs(), (std::vector<std::string>{"db/server", "api/web", "db/server"}));
}

TEST_F(DependantTest, ItsStatusNamesTheCauseUpstream) {
  auto database = spec_of("db/server");
  database.restart.limit = 0;
  database.restart.reset_after = 1h;
  will("db/server", {.lifetime = 10s, .exit = {.code = 1}});
  will("api/web", {.lifetime = 11s, .exit = {.code = 1}});
  begin(database);
  world.clock.after(1s, [this] { world.files.texts["/w/db.log"] = "No space left on device\n"; });
  begin(spec_of("api/web", {"db/server"}));
  world.clock.run_for(20s);
  const auto web = status_of("api/web");
  EXPECT_EQ(web.state, ProcessState::backing_off);
  EXPECT_EQ(web.upstream, std::vector<std::string>{"db/server"});
  EXPECT_EQ(web.cause, "db/server is failed: exit code 1; No space left on device");
  EXPECT_EQ(status_of("db/server").cause, "");
}

TEST_F(DependantTest, ACircleOfSpecsIsNoEndlessChain) {
  will("a/x", {.lifetime = 1s, .exit = {.code = 1}});
  will("b/x", {.lifetime = 1s, .exit = {.code = 1}});
  begin(spec_of("a/x", {"b/x"}));
  begin(spec_of("b/x", {"a/x"}));
  world.clock.run_for(5s);
  EXPECT_NE(status_of("a/x").cause, "");
}

}  // namespace
}  // namespace stackup::testing
