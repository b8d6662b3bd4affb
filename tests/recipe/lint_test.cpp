// tests/golden/warnings/NAME.yaml is a recipe without a mistake; what `check --strict` says about it must be NAME.expected, letter for letter.
// STACKUP_ACCEPT=1 rewrites the expected files.
#include "stackup/recipe/lint.h"

#include "stackup/base/render.h"
#include "tests/golden/golden.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace stackup::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

const fs::path folder = fs::path(STACKUP_SOURCE_DIR) / "tests/golden/warnings";

std::vector<fs::path> cases() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

SourceText source_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {path.filename().string(), {std::istreambuf_iterator<char>(file), {}}};
}

std::vector<Error> warnings_of(const SourceText& source) {
  Diagnostics mistakes;
  Diagnostics warnings;
  const auto document = parse_yaml(source, mistakes);
  const auto recipe = document ? decode_recipe(*document, mistakes) : std::nullopt;
  for (const auto& mistake : mistakes.errors()) ADD_FAILURE() << source.file << ": " << mistake.what();
  if (recipe) lint_recipe(*recipe, *document, warnings);
  return warnings.errors();
}

std::vector<Error> warnings_of(const std::string& text) { return warnings_of(SourceText{"shop.yaml", text}); }

std::vector<ErrorCode> codes_of(const std::string& text) {
  std::vector<ErrorCode> codes;
  for (const auto& warning : warnings_of(text)) codes.push_back(warning.code());
  return codes;
}

class GoldenWarnings : public ::testing::TestWithParam<fs::path> {};

TEST_P(GoldenWarnings, AreGivenAsExpected) {
  const auto source = source_of(GetParam());
  Sources sources;
  sources.add(source);
  std::string text;
  for (const auto& warning : warnings_of(source)) {
    text += (text.empty() ? "" : "\n") + render(warning, sources);
    EXPECT_FALSE(warning.why().empty()) << warning.what();
    EXPECT_FALSE(warning.tries().empty()) << warning.what();
    EXPECT_TRUE(warning.span().is_known()) << warning.what();
  }
  EXPECT_NE(text, "");
  expect_golden("tests/golden/warnings/" + GetParam().stem().string() + ".expected", text);
}

INSTANTIATE_TEST_SUITE_P(All, GoldenWarnings, ::testing::ValuesIn(cases()), [](const auto& each) { return each.param.stem().string(); });

TEST(GoldenWarningCases, ShowEveryWarning) {
  std::set<ErrorCode> shown;
  for (const auto& path : cases())
    for (const auto& warning : warnings_of(source_of(path))) shown.insert(warning.code());
  std::set<ErrorCode> all;
  for (const auto& entry : error_catalogue())
    if (severity_of(entry.code) == Severity::warning) all.insert(entry.code);
  EXPECT_EQ(shown, all);
}

TEST(Lint, AsksTheSimpleCaseForNothing) {
  EXPECT_THAT(warnings_of(std::string("{schema: 1, name: shop, summary: my shop, needs: [postgresql.database, redis], run: npm start}")), IsEmpty());
  EXPECT_THAT(warnings_of(std::string("{schema: 1, name: openstack, summary: a stack, needs: [keystone, glance]}")), IsEmpty());
  EXPECT_THAT(warnings_of(std::string("{schema: 1, name: base, summary: A base., abstract: true, ports: {web: 80}, run: serve}")), IsEmpty());
}

TEST(Lint, WantsNoReadinessOfAProjectsWorker) {
  EXPECT_THAT(codes_of("schema: 1\nname: shop\nsummary: a shop\nrepository: .\nports: {web: 8000}\nprocesses:\n"
                       "  web: {run: \"serve ${port.web}\"}\n  worker: {run: work}\n"),
              ElementsAre(ErrorCode::no_readiness));
}

TEST(Lint, WantsNoProbeOfWhatNeedsNoMaking) {
  const std::string start = "schema: 1\nname: cache\nsummary: a cache\nports: {tcp: 7000}\nrun: cache\nconnect: cache-cli\nfailures: [{match: a, why: b}]\nsmoke: [{run: cache-cli ping}]\n"
                            "processes: {}\noffers: {prefix: {trial: {get: 'true'}, create: {run: ";
  EXPECT_THAT(codes_of(start + "'true'}}}\n"), ElementsAre(ErrorCode::no_readiness));
  EXPECT_THAT(codes_of(start + "cache-cli ping}}}\n"), ElementsAre(ErrorCode::no_readiness));
  EXPECT_THAT(codes_of(start + "cache-cli add}}}\n"), ElementsAre(ErrorCode::no_readiness, ErrorCode::no_probe));
}

TEST(Lint, CountsLettersOfASummaryNotBytes) {
  std::string summary;
  for (int i = 0; i < 80; ++i) summary += "ä";
  EXPECT_THAT(codes_of("{schema: 1, name: shop, summary: " + summary + ", run: serve}"), IsEmpty());
  EXPECT_THAT(codes_of("{schema: 1, name: shop, summary: " + summary + "a, run: serve}"), ElementsAre(ErrorCode::long_summary));
}

TEST(Lint, KnowsSecretsThatAreShownToNobody) {
  const auto with_script = [](const std::string& script) {
    return codes_of("schema: 1\nname: shop\nsummary: a shop\nsecrets: [password]\nsteps:\n  seed:\n    env: {P: \"${secret.password}\", F: \"${secret.password.file}\"}\n    sh: " + script + "\n");
  };
  EXPECT_THAT(with_script("'[ -n \"$P\" ] && echo \"$P\" | login --file \"$F\" --name $PATH'"), IsEmpty());
  for (const auto* script : {"'login -p \"$P\"'", "'login -p\"$P\"'", "'login --password=${P}'", "'echo $P; login --password $P'"})
    EXPECT_THAT(with_script(script), ElementsAre(ErrorCode::secret_as_option)) << script;
}

}  // namespace
}  // namespace stackup::testing
