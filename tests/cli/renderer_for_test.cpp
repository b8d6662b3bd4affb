#include "stackup/cli/renderer_for.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

Progress progress(const std::vector<std::string>& options, Motion motion) {
  Arguments arguments;
  for (const auto& option : options) arguments.options[option] = {""};
  return progress_of(arguments, motion);
}

TEST(RendererFor, MovesOnlyWhereThatIsPossible) {
  EXPECT_EQ(progress({}, Motion::possible), Progress::moving);
  EXPECT_EQ(progress({}, Motion::none), Progress::plain);
}

TEST(RendererFor, DoesWhatIsAskedFor) {
  EXPECT_EQ(progress({"--quiet"}, Motion::possible), Progress::quiet);
  EXPECT_EQ(progress({"--json"}, Motion::possible), Progress::json);
  EXPECT_EQ(progress({"--json", "--quiet"}, Motion::none), Progress::json);
}

TEST(RendererFor, WritesJsonToStandardOutputAndTheRestToStandardError) {
  std::string out;
  std::string err;
  const Console console{[&](std::string_view text) { out += text; }, [&](std::string_view text) { err += text; }, {}, {}};
  Arguments json;
  json.options["--json"] = {""};
  for (const auto& arguments : {Arguments{}, json})
    ASSERT_TRUE(renderer_for(arguments, console, [] { return WallTime{}; })->emit(Notice{"hello"}));
  EXPECT_EQ(err, "[0:00] hello\n");
  EXPECT_EQ(out, "{\"kind\":\"notice\",\"t\":0,\"text\":\"hello\",\"v\":1}\n");
}

}  // namespace
}  // namespace stackup
