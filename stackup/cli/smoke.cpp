#include "stackup/steps/smoke.h"

#include "stackup/cli/all_verbs.h"
#include "stackup/cli/on_workspace.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/session.h"
#include "stackup/cli/trust.h"
#include "stackup/cli/world.h"
#include "stackup/event/event_json.h"
#include "stackup/ports/clock.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

struct Tally {
  int passed = 0;
  int failed = 0;
};

void show(const Step& step, const SmokeCheck& check, const Result<void>& result, Duration took, const Arguments& arguments, const Session& session, World& world) {
  Console& console = world.console();
  if (format_of(arguments) == Format::json) {
    console.out(fmt::format(R"({{"v":1,"kind":"smoke_check","unit":"{}","passed":{},"took_ms":{}{}}})", step.unit, result.has_value(),
                            std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), result ? "" : ",\"error\":" + error_json(result.error())) + "\n");
    return;
  }
  const auto& style = console.err_screen.style;
  const auto mark = painted(glyph(result ? Mark::done : Mark::failed, style), result ? Role::good : Role::bad, style);
  console.err(fmt::format("{} {}  {}  {}\n", mark, step.unit, check.name, to_string(took)));
  if (!result) tell(result.error(), session.recipes.sources, Format::text, console);
}

Task<void> check_unit(const Step& step, Session& session, const Arguments& arguments, World& world, Tally& tally) {
  NoEvents nobody;
  const auto& smoke = std::get<SmokeStep>(step.spec);
  for (const auto& check : smoke.checks) {
    const Instant begun = world.clock().now();
    StepContext context = session.context(nobody);
    const auto result = co_await run_smoke_check(check, smoke.log, step.id, context);
    show(step, check, result, world.clock().now() - begun, arguments, session, world);
    ++(result ? tally.passed : tally.failed);
  }
}

bool is_wanted(const Step& step, const std::vector<std::string>& names, const Stack& stack) {
  const bool names_units = std::any_of(names.begin(), names.end(), [&](const auto& name) { return stack.find(name) != nullptr; });
  return !names_units || std::count(names.begin(), names.end(), step.unit) != 0;
}

Task<int> smoke_body(Session& session, const Arguments& arguments, World& world) {
  if (auto trusted = require_trust(session, arguments, world); !trusted) co_return tell(trusted.error(), session.recipes.sources, format_of(arguments), world.console());
  auto surveyed = co_await survey_session(session, world);
  if (!surveyed) co_return tell(surveyed.error(), session.recipes.sources, format_of(arguments), world.console());
  Tally tally;
  for (const auto& step : session.steps) {
    if (!std::holds_alternative<SmokeStep>(step.spec) || !is_wanted(step, session.place.words, session.stack)) continue;
    co_await check_unit(step, session, arguments, world, tally);
  }
  if (format_of(arguments) == Format::text) {
    world.console().err(tally.failed == 0 ? fmt::format("All {} smoke checks passed.\n", tally.passed) : fmt::format("{} of {} smoke checks failed.\n", tally.failed, tally.passed + tally.failed));
  }
  co_return tally.failed == 0 ? 0 : 1;
}

int run(const Arguments& arguments, World& world) {
  return on_workspace(arguments, world, [&](Session& session, Flag&) { return smoke_body(session, arguments, world); });
}

}  // namespace

Verb smoke_verb() {
  return {.name = "smoke",
          .group = VerbGroup::look,
          .summary = "Repeat the smoke checks",
          .description = "Proves once more that what runs works. Ends with 0 if all checks passed, with 1 if one failed.",
          .positionals = {{"NAME", "Only these units", 0, -1, Completes::units}},
          .options = {},
          .examples = {{"stackup smoke", "All checks of the workspace."}, {"stackup smoke postgresql", "Those of one unit."}},
          .run = run};
}

}  // namespace stackup
