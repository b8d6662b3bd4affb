#include "stackup/ui/json_renderer.h"

#include "stackup/base/text.h"
#include "stackup/event/event_json.h"
#include "tests/ui/sample_run.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

TEST(JsonRenderer, WritesEachEventAsALineThatCanBeReadBack) {
  std::string written;
  WallTime now = start_of_run;
  JsonRenderer renderer([&](std::string_view text) { written += text; }, [&] { return now; });
  const auto told = joined(first_half(), failing_end());
  tell(renderer, told, now);
  const auto lines = lines_of(written);
  ASSERT_EQ(lines.size(), told.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(from_json_line(lines[i]), (TimedEvent{start_of_run + told[i].first, told[i].second})) << lines[i];
}

}  // namespace
}  // namespace stackup::testing
