#include "stackup/rig/rig.h"

#include "tests/recipe/decode.h"
#include "tests/rig/stackup_model.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using testing::FakeClock;
using testing::FakeFiles;
using testing::Fault;
using testing::StackupModel;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string served = R"(schema: 1
name: served
summary: a service
ports: {main: 4711}
run: serve
offers:
  thing:
    parameters: {name: identifier}
    create: {run: make thing}
    exports: {url: "http://${host}/${param.name}"}
    trial: {put: put it, get: get it}
smoke: [{run: look}]
)";

struct Tried {
  Card card;
  std::vector<std::vector<std::string>> calls;
  std::set<int> held;
};

Tried try_recipe(const std::string& text, Fault fault, RigOptions options = {}) {
  FakeClock clock;
  FakeFiles files;
  StackupModel model(clock, files, fault);
  const auto recipe = *testing::decode_text(text).recipe;
  Throwaway throwaway("/cache/rig", "/bin/stackup", {"--set", "served.size=3"}, {{"HOME", "/home/ann"}, {"XDG_STATE_HOME", "/home/ann/state"}}, "/cache", files, model, clock);
  EXPECT_TRUE(throwaway.make());
  Rig rig(recipe, throwaway, RigTools{files, model, clock, model}, std::move(options));
  auto card = clock.finish(rig.run());
  EXPECT_TRUE(card);
  return {card.value_or(Card{}), model.calls, model.held};
}

std::vector<std::string> broken(const Card& card) {
  std::vector<std::string> names;
  for (const auto& finding : card.findings)
    if (finding.verdict == Verdict::broken) names.emplace_back(name_of(finding.promise));
  return names;
}

std::vector<std::string> not_tried(const Card& card) {
  std::vector<std::string> names;
  for (const auto& finding : card.findings)
    if (finding.verdict == Verdict::not_tried) names.emplace_back(name_of(finding.promise));
  return names;
}

std::string detail_of(const Card& card, Promise promise) { return card.findings.at(static_cast<std::size_t>(promise)).detail; }

TEST(Rig, TriesEveryPromise) {
  const auto tried = try_recipe(served, Fault::none);
  EXPECT_THAT(broken(tried.card), IsEmpty());
  EXPECT_THAT(not_tried(tried.card), IsEmpty());
  EXPECT_EQ(tried.card.findings.size(), all_promises().size());
  EXPECT_EQ(tried.card.ready, std::chrono::milliseconds(42));
  EXPECT_EQ(tried.card.stop, std::chrono::milliseconds(5));
  EXPECT_EQ(tried.card.memory, 1000000U);
  EXPECT_EQ(tried.held, std::set<int>{4711});
  EXPECT_EQ(detail_of(tried.card, Promise::takes_other_port), "4712 for 4711");
  EXPECT_THAT(tried.calls.front(), ElementsAre("/bin/stackup", "up", "served", "--json", "--yes", "--workspace", "/cache/rig/workspace", "--recipes", "/cache/rig/recipes", "--set", "served.size=3"));
}

struct Breakage {
  Fault fault;
  std::string promise;
};
void PrintTo(const Breakage& breakage, std::ostream* out) { *out << breakage.promise; }

class RigFinds : public ::testing::TestWithParam<Breakage> {};

TEST_P(RigFinds, ThePromiseThatIsBroken) { EXPECT_THAT(broken(try_recipe(served, GetParam().fault, {.company = Company::alone}).card), ElementsAre(GetParam().promise)); }

INSTANTIATE_TEST_SUITE_P(Each, RigFinds,
                         ::testing::Values(Breakage{Fault::up_fails, "comes_up"}, Breakage{Fault::smoke_fails, "passes_smoke"}, Breakage{Fault::is_never_settled, "is_settled"},
                                           Breakage{Fault::stays_dead, "survives_kill"}, Breakage{Fault::restart_loses_data, "restarts"},
                                           Breakage{Fault::reset_of_one_resets_all, "resets_claim"}, Breakage{Fault::reset_keeps_data, "resets"},
                                           Breakage{Fault::restores_nothing, "brings_snapshot_back"},
                                           Breakage{Fault::second_instance_shares_data, "has_second_instance"}, Breakage{Fault::insists_on_its_port, "takes_other_port"},
                                           Breakage{Fault::listens_for_everybody, "stays_local"}, Breakage{Fault::outlives_down, "leaves_no_process"},
                                           Breakage{Fault::writes_home, "leaves_no_file"}, Breakage{Fault::writes_to_tmp, "leaves_no_file"}),
                         [](const auto& breakage) { return breakage.param.promise + "_" + std::to_string(breakage.index); });

TEST(Rig, FindsDependantsThatCannotBeServed) {
  const auto card = try_recipe(served, Fault::claims_fail).card;
  EXPECT_THAT(broken(card), ElementsAre("serves_two"));
  EXPECT_THAT(not_tried(card), ElementsAre("exports_work", "keeps_apart", "resets_claim", "brings_snapshot_back"));
}

TEST(Rig, FindsDataThatIsShared) { EXPECT_THAT(broken(try_recipe(served, Fault::data_is_shared).card), ElementsAre("keeps_apart", "resets_claim")); }

TEST(Rig, FindsWhatIsNeverThere) {
  EXPECT_THAT(broken(try_recipe(served, Fault::put_is_lost).card),
              ElementsAre("exports_work", "survives_kill", "restarts", "resets_claim", "brings_snapshot_back", "has_second_instance"));
}

TEST(Rig, StopsAtWhatDoesNotComeUp) {
  const auto tried = try_recipe(served, Fault::up_fails);
  EXPECT_EQ(detail_of(tried.card, Promise::comes_up), "up failed\nit went wrong");
  EXPECT_EQ(tried.calls.size(), 2U) << "up and down";
}

TEST(Rig, DoubtsFilesThatAnotherProgramMayHaveMade) {
  const auto card = try_recipe(served, Fault::writes_to_tmp).card;
  EXPECT_THAT(broken(card), IsEmpty());
  EXPECT_EQ(detail_of(card, Promise::leaves_no_file), "new meanwhile, maybe by another program: /tmp/served.sock");
}

TEST(Rig, NamesTheProcessesThatAreLeft) {
  EXPECT_EQ(detail_of(try_recipe(served, Fault::outlives_down).card, Promise::leaves_no_process), "2 processes are left\n105 served\n103 served");
}

TEST(Rig, TakesTheVersionFromThePackage) { EXPECT_EQ(try_recipe(served, Fault::none, {.distribution_package = "served"}).card.version, "1.2-3"); }

TEST(Rig, TakesEverythingDownWhenItIsToStop) {
  const auto tried = try_recipe(served, Fault::none, {.should_stop = [] { return true; }});
  EXPECT_EQ(tried.calls.size(), 1U);
  EXPECT_EQ(tried.calls.front()[1], "down");
}

TEST(Rig, DoesNotTryWhatTheRecipeDoesNotHave) {
  const auto card = try_recipe("schema: 1\nname: served\nsummary: a service\nrun: serve\nsmoke: [{run: look}]\n", Fault::none).card;
  EXPECT_THAT(broken(card), IsEmpty());
  EXPECT_THAT(not_tried(card), ElementsAre("serves_two", "exports_work", "keeps_apart", "resets_claim", "brings_snapshot_back", "takes_other_port"));
}

TEST(Rig, WantsASmokeCheck) {
  EXPECT_THAT(broken(try_recipe("schema: 1\nname: served\nsummary: a service\nrun: serve\n", Fault::none).card), ElementsAre("passes_smoke"));
}

}  // namespace
}  // namespace stackup
