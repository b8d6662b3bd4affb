#include "stackup/steps/kinds.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

class PythonTest : public StepTest {
 protected:
  PythonTest() {
    step.id = "api/install";
    python.venv = "/w/venv/api";
    python.editable = "/w/src/api";
    python.base.directory = "/w/src/api";
    python.base.environment = {{"HOME", "/w/home"}, {"VIRTUAL_ENV", "/other"}};
    world.processes.runs["/usr/bin/python3"] = world.processes.runs["/w/venv/api/bin/python"] = {ScriptedRun{}};
  }
  void apply_all() {
    step.spec = python;
    EXPECT_EQ(apply(), Result<Outputs>(Outputs{}));
  }

  PythonStep python;
};

using Words = std::vector<std::string>;

TEST_F(PythonTest, WithoutAnIndexItInstallsFromTheDistributionAlone) {
  apply_all();
  EXPECT_EQ(commands(), (std::vector<Words>{{"/usr/bin/python3", "-m", "venv", "--without-pip", "--system-site-packages", "--clear", "/w/venv/api"},
                                            {"/w/venv/api/bin/python", "-m", "pip", "install", "--no-build-isolation", "--no-index", "--editable", "/w/src/api"}}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"venv", "/w/venv/api", "api/install"}}));
  EXPECT_EQ(world.processes.run_requests[1].program.environment,
            (EnvironmentMap{{"HOME", "/w/home"}, {"PIP_DISABLE_PIP_VERSION_CHECK", "1"}, {"PIP_NO_INPUT", "1"}, {"PYTHONNOUSERSITE", "1"}}));
}

TEST_F(PythonTest, TheIndexIsNoArgumentBecauseItMayHoldAPassword) {
  python.index = "https://me:secret@index.example/simple";
  python.constraints = "/w/c.txt";
  python.requirements = {"/w/r.txt"};
  python.wheels = "/cache/wheels";
  python.isolated = true;
  apply_all();
  EXPECT_EQ(commands(), (std::vector<Words>{{"/usr/bin/python3", "-m", "venv", "--without-pip", "--clear", "/w/venv/api"},
                                            {"/usr/bin/python3", "-m", "pip", "--python", "/w/venv/api/bin/python", "install", "--find-links", "/cache/wheels", "--constraint", "/w/c.txt",
                                             "--requirement", "/w/r.txt", "--editable", "/w/src/api"}}));
  EXPECT_EQ(world.processes.run_requests[1].program.environment.at("PIP_INDEX_URL"), "https://me:secret@index.example/simple");
}

TEST_F(PythonTest, OfflineItLooksAtTheFetchedWheelsOnly) {
  python.index = "https://index.example/simple";
  python.wheels = "/cache/wheels";
  python.reach = PythonStep::Index::offline;
  apply_all();
  EXPECT_EQ(commands().at(1), (Words{"/w/venv/api/bin/python", "-m", "pip", "install", "--no-build-isolation", "--no-index", "--find-links", "/cache/wheels", "--editable",
                                     "/w/src/api"}));
}

TEST_F(PythonTest, WheelsAreDownloadedForWhatTheStepWillInstall) {
  python.index = "https://me:secret@index.example/simple";
  python.wheels = "/cache/wheels";
  python.requirements = {"/w/r.txt"};
  python.constraints = "/w/c.txt";
  python.timeout = std::chrono::seconds(90);
  const auto request = wheel_download(python);
  EXPECT_EQ(request.program.arguments, (Words{"/usr/bin/python3", "-m", "pip", "download", "--dest", "/cache/wheels", "/w/src/api", "--constraint", "/w/c.txt",
                                              "--requirement", "/w/r.txt"}));
  EXPECT_EQ(request.program.environment.at("PIP_INDEX_URL"), "https://me:secret@index.example/simple");
  EXPECT_EQ(request.timeout, std::chrono::seconds(90));
}

TEST_F(PythonTest, AWholeEnvironmentIsNotCleared) {
  world.files.texts["/w/venv/api/bin/python"] = "";
  apply_all();
  EXPECT_EQ(commands().at(0), (Words{"/usr/bin/python3", "-m", "venv", "--without-pip", "--system-site-packages", "/w/venv/api"}));
  EXPECT_EQ(probe(), std::nullopt);
  EXPECT_TRUE(verify().has_value());
}

TEST_F(PythonTest, NoticesThatTheEnvironmentIsGone) {
  step.spec = python;
  EXPECT_EQ(probe(), "the virtual environment is gone");
  EXPECT_EQ(verify().error(), Error(ErrorCode::step_failed, "api/install: the virtual environment is gone"));
}

TEST_F(PythonTest, UndoRemovesTheEnvironment) {
  step.spec = python;
  EXPECT_TRUE(undo().has_value());
  EXPECT_EQ(world.files.removed_trees, (std::vector<Path>{"/w/venv/api"}));
  EXPECT_EQ(events.list, (std::vector<Event>{ThingRemoved{"venv", "/w/venv/api"}}));
}

}  // namespace
}  // namespace stackup::testing
