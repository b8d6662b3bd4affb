#include "stackup/plan/step_digest.h"

#include <functional>
#include <set>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using namespace std::chrono_literals;

std::string digest_of(const StepSpec& spec) { return spec_digest(spec, {}, "key"); }

/// Each change alone gives a digest of its own.
template <class Spec>
void expect_all_count(const Spec& plain, const std::vector<std::function<void(Spec&)>>& changes) {
  std::set<std::string> digests = {digest_of(plain)};
  EXPECT_EQ(digest_of(plain), digest_of(plain));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Spec changed = plain;
    changes[i](changed);
    EXPECT_TRUE(digests.insert(digest_of(changed)).second) << "change " << i << " does not count";
  }
}

TEST(SpecDigest, EveryFieldOfAFetchCountsThatChangesTheCheckout) {
  FetchStep plain;
  plain.request.url = "https://example.org/a.git";
  expect_all_count<FetchStep>(plain, {[](auto& s) { s.request.url = "https://example.org/b.git"; }, [](auto& s) { s.request.revision = Branch{"x"}; }, [](auto& s) { s.request.revision = Tag{"x"}; },
                                      [](auto& s) { s.request.directory = "/w"; }, [](auto& s) { s.request.submodules = true; }, [](auto& s) { s.request.lfs = true; }});
}

TEST(SpecDigest, WhereACheckoutIsFetchedFromDoesNotCount) {
  FetchStep plain, mirrored;
  mirrored.request.fetch_url = "https://mirror.example/a.git";
  mirrored.request.cache = "/cache";
  EXPECT_EQ(digest_of(plain), digest_of(mirrored));
}

TEST(SpecDigest, EveryFieldOfAFileCounts) {
  expect_all_count<FileStep>({"/w/a", "/w", "text", 0600}, {[](auto& s) { s.path = "/w/b"; }, [](auto& s) { s.text = "other"; }, [](auto& s) { s.mode = 0644; }});
}

TEST(SpecDigest, EveryFieldOfAPythonEnvironmentCounts) {
  expect_all_count<PythonStep>({}, {[](auto& s) { s.venv = "/v"; }, [](auto& s) { s.editable = "/e"; }, [](auto& s) { s.constraints = "c"; }, [](auto& s) { s.index = "i"; },
                                    [](auto& s) { s.isolated = true; }, [](auto& s) { s.requirements = {"r"}; }, [](auto& s) { s.base.environment["A"] = "b"; }});
}

TEST(SpecDigest, EveryFieldOfANodeInstallationCounts) {
  expect_all_count<NodeStep>({}, {[](auto& s) { s.directory = "/w"; }, [](auto& s) { s.scripts = {"build"}; }, [](auto& s) { s.registry = "r"; }, [](auto& s) { s.base.environment["A"] = "b"; }});
}

TEST(SpecDigest, EveryFieldOfABuildCountsThatChangesItsResult) {
  expect_all_count<CMakeStep>({}, {[](auto& s) { s.source = "/w"; }, [](auto& s) { s.build = "/b"; }, [](auto& s) { s.preset = "p"; }, [](auto& s) { s.build_type = "t"; },
                                   [](auto& s) { s.generator = "g"; }, [](auto& s) { s.options = {{"A", "b"}}; }, [](auto& s) { s.targets = {"A", "b"}; }, [](auto& s) { s.base.environment["A"] = "b"; }});
  expect_all_count<MakeStep>({}, {[](auto& s) { s.directory = "/w"; }, [](auto& s) { s.targets = {"A", "b"}; }, [](auto& s) { s.variables = {{"A", "b"}}; }, [](auto& s) { s.base.environment["A"] = "b"; }});
}

TEST(SpecDigest, HowManyCommandsABuildRunsAtATimeDoesNotCount) {
  CMakeStep cmake;
  MakeStep make;
  cmake.jobs = make.jobs = 8;
  EXPECT_EQ(digest_of(cmake), digest_of(CMakeStep{}));
  EXPECT_EQ(digest_of(make), digest_of(MakeStep{}));
}

TEST(SpecDigest, EveryFieldOfACommandCounts) {
  RunStep plain;
  plain.program.arguments = {"a", "b"};
  expect_all_count<RunStep>(plain, {[](auto& s) { s.program.arguments = {"a", "c"}; }, [](auto& s) { s.program.arguments = {"ab"}; }, [](auto& s) { s.program.directory = "/w"; },
                                    [](auto& s) { s.program.input = "in"; }, [](auto& s) { s.program.environment["A"] = "b"; }, [](auto& s) { s.program.environment["Ab"] = ""; },
                                    [](auto& s) { s.expect.text = "x"; }, [](auto& s) { s.expect.kind = Expectation::Kind::exact; }});
}

TEST(SpecDigest, EveryFieldOfAClaimCountsThatMakesIt) {
  ClaimStep plain;
  plain.create.emplace();
  plain.create->program.arguments = {"createdb"};
  expect_all_count<ClaimStep>(plain, {[](auto& s) { s.name = "other"; }, [](auto& s) { s.create.reset(); }, [](auto& s) { s.create->program.input = "create"; }});
}

TEST(SpecDigest, EveryFieldOfAProcessCounts) {
  StartStep plain;
  plain.process.id = "api/web";
  expect_all_count<StartStep>(plain, {[](auto& s) { s.process.id = "api/other"; }, [](auto& s) { s.process.program.arguments = {"serve"}; }, [](auto& s) { s.process.log = "/l"; },
                                      [](auto& s) { s.process.ready = NotifyProbe{}; }, [](auto& s) { s.process.ready = TcpProbe{"h", 1}; }, [](auto& s) { s.process.ready = TcpProbe{"h", 2}; }, [](auto& s) { s.process.ready = TcpProbe{"h", 2, "x"}; },
                                      [](auto& s) { s.process.ready = HttpProbe{"u", 1, 200, {}}; }, [](auto& s) { s.process.ready = HttpProbe{"u", 1, 204, {}}; },
                                      [](auto& s) { s.process.ready = LogProbe{"x"}; }, [](auto& s) { s.process.ready = RunProbe{Program{{"x"}, "", {}, ""}, {}}; },
                                      [](auto& s) { s.process.ready_timeout = 1s; }, [](auto& s) { s.process.ports = {80}; }, [](auto& s) { s.process.restart.when = RestartWhen::never; },
                                      [](auto& s) { s.process.restart.delay = 1s; }, [](auto& s) { s.process.restart.limit = 3; }, [](auto& s) { s.process.stop.signal = 2; },
                                      [](auto& s) { s.process.stop.grace = 3s; }});
}

TEST(SpecDigest, EveryFieldOfAnExternalServiceCounts) {
  expect_all_count<AnswersStep>({"h", {1}}, {[](auto& s) { s.host = "i"; }, [](auto& s) { s.ports = {2}; }, [](auto& s) { s.ports = {1, 2}; }});
}

TEST(SpecDigest, EveryFieldOfACheckCounts) {
  SmokeStep plain;
  plain.checks.resize(1);
  expect_all_count<SmokeStep>(plain, {[](auto& s) { s.checks[0].name = "n"; }, [](auto& s) { s.checks[0].check = std::string("http://x"); }, [](auto& s) { s.checks[0].check = TcpProbe{"h", 1}; },
                                      [](auto& s) { s.checks[0].exit = 1; }, [](auto& s) { s.checks[0].status = 204; }, [](auto& s) { s.checks[0].expect.text = "x"; }, [](auto& s) { s.checks.clear(); }});
}

TEST(SpecDigest, KindsDiffer) {
  const std::vector<StepSpec> all = {FetchStep{}, PullStep{}, PackagesStep{}, FileStep{}, PythonStep{}, RunStep{}, ClaimStep{}, StartStep{}, ReadyStep{}, AnswersStep{}, SmokeStep{}};
  std::set<std::string> digests;
  for (const auto& spec : all) digests.insert(digest_of(spec));
  EXPECT_EQ(digests.size(), all.size());
}

TEST(SpecDigest, ThePackagesThemselvesDoNotCount) { EXPECT_EQ(digest_of(PackagesStep{{"a"}}), digest_of(PackagesStep{{"a", "b"}})); }

TEST(SpecDigest, WhatEveryCommandGetsDoesNotCountUnlessTheRecipeChangesIt) {
  RunStep here, there, changed;
  here.program.environment = {{"HOME", "/h/a"}, {"A", "1"}};
  there.program.environment = {{"HOME", "/h/b"}, {"A", "1"}};
  changed.program.environment = {{"HOME", "/w/home"}, {"A", "1"}};
  EXPECT_EQ(spec_digest(here, {{"HOME", "/h/a"}}, "key"), spec_digest(there, {{"HOME", "/h/b"}}, "key"));
  EXPECT_NE(spec_digest(here, {{"HOME", "/h/a"}}, "key"), spec_digest(changed, {{"HOME", "/h/a"}}, "key"));
}

TEST(SpecDigest, DependsOnTheKeySoThatASecretCannotBeGuessedFromIt) {
  RunStep step;
  step.program.environment["PASSWORD"] = "1234";
  EXPECT_NE(spec_digest(step, {}, "one"), spec_digest(step, {}, "two"));
}

TEST(TotalDigest, CountsTheSpecTheInputsAndWhatItRestsOn) {
  Step step;
  step.spec_digest = "spec";
  step.rests_on = {"a"};
  std::set<std::string> digests = {total_digest(step, "", {}), total_digest(step, "inputs", {}), total_digest(step, "", {{"a", "1"}}), total_digest(step, "", {{"a", "2"}})};
  EXPECT_EQ(digests.size(), 4U);
  EXPECT_EQ(total_digest(step, "", {{"a", "1"}, {"b", "1"}}), total_digest(step, "", {{"a", "1"}, {"b", "2"}}));
  step.spec_digest = "other";
  EXPECT_TRUE(digests.insert(total_digest(step, "", {})).second);
}

}  // namespace
}  // namespace stackup::testing
