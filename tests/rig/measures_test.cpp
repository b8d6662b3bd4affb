#include "stackup/rig/measures.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

using std::chrono::milliseconds;

TEST(Measures, TakeTheUnitsPartOfTheStatus) {
  const auto status = status_of_unit(R"({"processes":[{"id":"a/main","unit":"a","state":"ready","pid":7},{"id":"b/main","unit":"b","state":"failed","pid":0}],
                                         "ports":[{"unit":"a","name":"web","number":80},{"unit":"b","name":"web","number":81}]})",
                                     "b");
  EXPECT_EQ(status, (SeenStatus{{{"b/main", 0, false}}, {{"web", 81}}}));
  EXPECT_EQ(status_of_unit("{}", "a"), std::nullopt);
  EXPECT_EQ(status_of_unit("stackup: no", "a"), std::nullopt);
}

TEST(Measures, CountFromTheFirstStartToTheLastReadiness) {
  EXPECT_EQ(ready_time(R"({"v":1,"kind":"step_started","id":"a/init","t":1}
{"v":1,"kind":"step_started","id":"a/one","t":100}
{"v":1,"kind":"step_started","id":"a/two","t":150}
no JSON
{"v":1,"kind":"step_finished","id":"a/one.ready","digest":"d","outputs":{},"took_us":1,"t":190}
{"v":1,"kind":"step_finished","id":"b/one.ready","digest":"d","outputs":{},"took_us":1,"t":900}
{"v":1,"kind":"step_finished","id":"a/two.ready","digest":"d","outputs":{},"took_us":1,"t":250}
{"v":1,"kind":"success"})",
                       "a"),
            milliseconds(150));
  EXPECT_EQ(ready_time("", "a"), std::nullopt);
}

}  // namespace
}  // namespace stackup
