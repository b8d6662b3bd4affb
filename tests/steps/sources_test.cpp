#include "stackup/steps/sources.h"

#include "tests/fakes/fake_files.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

TEST(SourceFiles, AreThoseThatAreBuiltAndThoseThatSayHow) {
  FakeFiles files;
  for (const char* name : {"CMakeLists.txt", "main.cpp", "README.md", "Makefile", "src/a.h", ".clang-format", ".git/x.c", ".stackup/build/x.c", "node_modules/n/x.c"}) files.texts[Path("/p") / name] = "";
  files.globs[{"/p/src", "**/*"}] = {"a.h", "deep/b.cc", "deep/notes.txt", ".hidden/c.c", "gui/node_modules/d.c", "t.cmake"};
  files.globs[{"/p/.stackup", "**/*"}] = {"build/x.c"};
  files.globs[{"/p/node_modules", "**/*"}] = {"n/x.c"};
  EXPECT_EQ(source_files("/p", files), (std::vector<Path>{"/p/CMakeLists.txt", "/p/Makefile", "/p/main.cpp", "/p/src/a.h", "/p/src/deep/b.cc", "/p/src/t.cmake"}));
}

TEST(SourceFiles, AreNotWhatABuildInTheTreeHasMade) {
  FakeFiles files;
  files.texts = {{"/p/build/CMakeCache.txt", ""}, {"/p/build/x.c", ""}, {"/p/a.c", ""}};
  files.globs[{"/p/build", "**/*"}] = {"x.c"};
  EXPECT_EQ(source_files("/p", files), std::vector<Path>{"/p/a.c"});
}

TEST(SourceFiles, AreNotThoseOfAnotherProjectsCloneButThoseOfASubmodule) {
  FakeFiles files;
  files.texts = {{"/p/.git/HEAD", ""}, {"/p/src/other/.git/HEAD", ""}, {"/p/src/module/.git", ""}, {"/p/src/x.c", ""}};
  files.globs[{"/p/src", "**/*"}] = {"module/deep/b.c", "other/deep/a.c", "x.c"};
  EXPECT_EQ(source_files("/p", files), (std::vector<Path>{"/p/src/module/deep/b.c", "/p/src/x.c"}));
}

TEST(SourceFiles, OfADirectoryThatIsNotThereAreNone) { EXPECT_EQ(source_files("/p", FakeFiles{}), std::vector<Path>{}); }

}  // namespace
}  // namespace stackup::testing
