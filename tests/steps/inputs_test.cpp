#include "stackup/steps/inputs.h"

#include "tests/fakes/fake_files.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

class InputDigestTest : public ::testing::Test {
 protected:
  InputDigestTest() {
    step.source = "/w/src/api";
    step.inputs = {"*.sql"};
    files.texts = {{"/w/src/api/a.sql", "one"}, {"/w/src/api/b.sql", "two"}, {"/w/src/api/c.txt", "three"}};
    files.globs[{"/w/src/api", "*.sql"}] = {"a.sql", "b.sql"};
  }

  FakeFiles files;
  Step step;
};

TEST_F(InputDigestTest, IsTheSameAsLongAsTheFilesAre) {
  const auto before = input_digest(step, files);
  ASSERT_TRUE(before.has_value());
  files.texts["/w/src/api/c.txt"] = "changed";
  EXPECT_EQ(input_digest(step, files), before);
  files.texts["/w/src/api/b.sql"] = "changed";
  EXPECT_NE(input_digest(step, files), before);
}

TEST_F(InputDigestTest, ANewAGoneAndARenamedFileChangeIt) {
  const auto before = input_digest(step, files);
  files.globs[{"/w/src/api", "*.sql"}] = {"a.sql"};
  const auto gone = input_digest(step, files);
  files.texts["/w/src/api/d.sql"] = "two";
  files.globs[{"/w/src/api", "*.sql"}] = {"a.sql", "d.sql"};
  const auto renamed = input_digest(step, files);
  EXPECT_NE(gone, before);
  EXPECT_NE(renamed, before);
  EXPECT_NE(renamed, gone);
}

TEST_F(InputDigestTest, ThereIsNoneBeforeTheDirectoryIsThere) {
  step.source = "/w/src/none";
  EXPECT_EQ(input_digest(step, files), std::nullopt);
  step.inputs.clear();
  EXPECT_TRUE(input_digest(step, files).has_value());
}

TEST_F(InputDigestTest, AnotherProgramInAPathPatternChangesIt) {
  step.path_patterns = {"/usr/lib/postgresql/*/bin"};
  files.matching["/usr/lib/postgresql/*/bin"] = {"/usr/lib/postgresql/9/bin"};
  const auto before = input_digest(step, files);
  files.matching["/usr/lib/postgresql/*/bin"].push_back("/usr/lib/postgresql/15/bin");
  EXPECT_NE(input_digest(step, files), before);
}

TEST_F(InputDigestTest, TheFilesThatDescribeAPythonProjectCountByThemselves) {
  PythonStep python;
  python.editable = "/w/src/api";
  python.requirements = {"/w/src/api/requirements.txt"};
  python.constraints = "/w/src/constraints.txt";
  step.inputs.clear();
  step.spec = python;
  auto last = input_digest(step, files);
  for (const char* file : {"/w/src/api/requirements.txt", "/w/src/constraints.txt", "/w/src/api/pyproject.toml", "/w/src/api/setup.cfg", "/w/src/api/setup.py"}) {
    files.texts[file] = "changed";
    const auto now = input_digest(step, files);
    EXPECT_NE(now, last) << file;
    last = now;
  }
}

TEST(WithResolvedPath, TakesTheNewestMatchAndLeavesOutWhatMatchesNothing) {
  FakeFiles files;
  files.matching["/usr/lib/postgresql/*/bin"] = {"/usr/lib/postgresql/9/bin", "/usr/lib/postgresql/15/bin"};
  Program program;
  program.arguments = {"psql"};
  program.environment = {{"PATH", "/usr/lib/postgresql/*/bin:/opt/[ab]/bin:/bin"}, {"A", "*"}};
  const auto resolved = with_resolved_path(program, files);
  EXPECT_EQ(resolved.environment, (EnvironmentMap{{"PATH", "/usr/lib/postgresql/15/bin:/bin"}, {"A", "*"}}));
  EXPECT_EQ(resolved.arguments, program.arguments);
}

TEST(WithResolvedPath, AProgramWithoutAPathIsLeftAlone) {
  const Program program{{"psql"}, "/w", {{"A", "b"}}, ""};
  EXPECT_EQ(with_resolved_path(program, FakeFiles{}), program);
}

}  // namespace
}  // namespace stackup::testing
