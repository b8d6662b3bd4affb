#include "tests/fakes/temporary_directory.h"
#include "tests/steps/step_fixture.h"

namespace stackup::testing {
namespace {

/// The directories are real, because links are resolved by the system; the files are not.
class FileTest : public StepTest {
 protected:
  FileTest() {
    step.id = "api/file";
    std::filesystem::create_directories(directory.path() / "w" / "etc");
    write("port = 80\n");
  }
  void write(const std::string& text) { step.spec = FileStep{path, directory.path() / "w", text, 0640}; }

  TemporaryDirectory directory;
  std::filesystem::path path = directory.path() / "w" / "etc" / "api.conf";
};

TEST_F(FileTest, WritesTheFileWithItsModeAndNotesIt) {
  const auto outputs = apply();
  ASSERT_TRUE(outputs.has_value());
  EXPECT_EQ(world.files.texts.at(path), "port = 80\n");
  EXPECT_EQ(world.files.modes.at(path), 0640U);
  EXPECT_EQ(events.list, (std::vector<Event>{ThingMade{"file", path.string(), "api/file"}}));
  remember(*outputs);
  EXPECT_EQ(probe(), std::nullopt);
}

TEST_F(FileTest, RefusesToReplaceAFileThatItDidNotMake) {
  world.files.texts[path] = "mine\n";
  const auto outputs = apply();
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code(), ErrorCode::file_not_ours);
  EXPECT_EQ(world.files.texts.at(path), "mine\n");
  EXPECT_TRUE(events.list.empty());
}

TEST_F(FileTest, TakesAFileThatSaysTheSameAlready) {
  world.files.texts[path] = "port = 80\n";
  EXPECT_TRUE(apply().has_value());
}

TEST_F(FileTest, ReplacesItsOwnFile) {
  remember(apply().value());
  write("port = 81\n");
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(world.files.texts.at(path), "port = 81\n");
  EXPECT_EQ(world.files.texts.size(), 1U);
}

TEST_F(FileTest, KeepsAnEditedFileBesideTheNewOne) {
  remember(apply().value());
  world.files.texts[path] = "port = 99\n";
  EXPECT_EQ(probe(), "the file was edited by hand");
  write("port = 81\n");
  EXPECT_TRUE(apply().has_value());
  EXPECT_EQ(world.files.texts, (std::map<Path, std::string>{{path, "port = 81\n"}, {path.string() + ".edited", "port = 99\n"}}));
  EXPECT_EQ(events.list, (std::vector<Event>{Notice{path.string() + " was edited by hand; your version is kept as api.conf.edited"}, ThingMade{"file", path.string(), "api/file"}}));
}

TEST_F(FileTest, NoticesThatTheFileIsGone) {
  remember(apply().value());
  world.files.texts.clear();
  EXPECT_EQ(probe(), "the file is gone");
}

TEST_F(FileTest, RefusesALinkOutOfTheWorkspace) {
  std::filesystem::create_directories(directory.path() / "outside");
  std::filesystem::create_directory_symlink(directory.path() / "outside", directory.path() / "w" / "link");
  path = directory.path() / "w" / "link" / "api.conf";
  write("port = 80\n");
  const auto outputs = apply();
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code(), ErrorCode::unsafe_path);
  EXPECT_TRUE(world.files.texts.empty());
}

TEST_F(FileTest, RefusesAPathThatClimbsOutOfTheWorkspace) {
  path = directory.path() / "w" / ".." / "api.conf";
  write("port = 80\n");
  const auto outputs = apply();
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code(), ErrorCode::unsafe_path);
}

TEST_F(FileTest, UndoRemovesOnlyWhatItMade) {
  world.files.texts[path] = "mine\n";
  EXPECT_TRUE(undo().has_value());
  EXPECT_EQ(world.files.texts.at(path), "mine\n");
  world.files.texts.clear();
  remember(apply().value());
  EXPECT_TRUE(undo().has_value());
  EXPECT_TRUE(world.files.texts.empty());
  EXPECT_EQ(events.list, (std::vector<Event>{ThingRemoved{"file", path.string()}}));
}

}  // namespace
}  // namespace stackup::testing
