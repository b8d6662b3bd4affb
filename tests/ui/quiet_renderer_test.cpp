#include "stackup/ui/quiet_renderer.h"

#include "tests/ui/sample_run.h"

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

std::string written_about(const Told& told) {
  std::string written;
  WallTime now = start_of_run;
  QuietRenderer renderer([&](std::string_view text) { written += text; }, [&] { return now; }, plain_style);
  tell(renderer, told, now);
  return written;
}

TEST(QuietRenderer, SaysNothingAboutAGoodRun) { EXPECT_EQ(written_about(joined(first_half(), good_end())), ""); }

TEST(QuietRenderer, SaysWhatFailed) {
  EXPECT_EQ(written_about(joined(first_half(), failing_end())),
            "keystone: sync: failed after 3.1 s: step 'sync' of keystone failed: exit code 1 (SU0505)\n");
}

}  // namespace
}  // namespace stackup::testing
