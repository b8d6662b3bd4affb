// tests/golden/errors/NAME.yaml goes through the whole front end; what it reports must be NAME.expected, letter for letter.
// A file may hold several recipes, each begun by a line `#--- file.yaml`. Comments at its top give directives:
//   # target: NAME…   # set: NAME.KEY=VALUE   # with: NAME   # only: NAME   # env: NAME=VALUE   # workspace: true (the first recipe is the workspace's)
// STACKUP_ACCEPT=1 rewrites the expected files.
#include "front_end.h"

#include "stackup/base/text.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

const std::filesystem::path folder = std::filesystem::path(STACKUP_SOURCE_DIR) / "tests/golden/errors";

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> cases() {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

void take_directive(const std::string& line, FrontEndInput& input, RecipeOrigin& first) {
  const auto colon = line.find(": ");
  const auto key = line.substr(2, colon - 2);
  const auto value = line.substr(colon + 2);
  auto& selection = input.selection;
  if (key == "target") selection.targets = split(value, ' ');
  else if (key == "with") selection.with.push_back(value);
  else if (key == "only") selection.only.push_back(value);
  else if (key == "set") input.settings.push_back(value);
  else if (key == "env") input.environment[value.substr(0, value.find('='))] = value.substr(value.find('=') + 1);
  else if (key == "workspace") first = RecipeOrigin::workspace;
  else FAIL() << "unknown directive: " << line;
}

/// The whole text stays in the first file, so that its line numbers are those of the golden file.
FrontEndInput read_case(const std::filesystem::path& path) {
  FrontEndInput input;
  auto origin = RecipeOrigin::directory;
  SourceText current{path.filename().string(), ""};
  bool in_header = true;
  for (const auto& line : lines_of(contents(path))) {
    if (in_header && line.starts_with("# ") && line.find(": ") != std::string::npos) take_directive(line, input, origin);
    else in_header = false;
    if (line.starts_with("#--- ")) {
      input.texts.emplace_back(current, origin);
      origin = RecipeOrigin::directory;
      current = {line.substr(5), ""};
    } else {
      current.text += line + "\n";
    }
  }
  input.texts.emplace_back(current, origin);
  if (input.selection.targets.empty()) input.selection.targets = {"shop"};
  return input;
}

class GoldenErrors : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(GoldenErrors, AreReportedAsExpected) {
  const auto actual = run_front_end(read_case(GetParam())).rendered();
  auto expected = GetParam();
  expected.replace_extension(".expected");
  if (std::getenv("STACKUP_ACCEPT") != nullptr) std::ofstream(expected, std::ios::binary) << actual;
  ASSERT_TRUE(std::filesystem::exists(expected)) << "missing: run with STACKUP_ACCEPT=1, then read what it wrote";
  EXPECT_EQ(actual, contents(expected));
  EXPECT_NE(actual, "") << "a golden error case without an error";
}

INSTANTIATE_TEST_SUITE_P(All, GoldenErrors, ::testing::ValuesIn(cases()), [](const auto& each) { return each.param.stem().string(); });

TEST(GoldenErrorCases, ShowEveryCodeOfTheFrontEnd) {
  std::set<std::string> shown;
  for (const auto& path : cases())
    for (const auto& error : run_front_end(read_case(path)).errors) shown.insert(to_string(error.code()));
  std::set<std::string> missing;
  for (const auto& entry : error_catalogue()) {
    const auto code = to_string(entry.code);
    if ((code.starts_with("SU02") || code.starts_with("SU03")) && !shown.contains(code)) missing.insert(code);
  }
  EXPECT_EQ(missing, std::set<std::string>{});
}

TEST(GoldenErrorCases, EachSayWhatToTry) {
  for (const auto& path : cases())
    for (const auto& error : run_front_end(read_case(path)).errors) {
      EXPECT_FALSE(error.tries().empty()) << path << ": " << error.what();
    }
}

}  // namespace
}  // namespace stackup::testing
