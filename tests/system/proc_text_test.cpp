#include "stackup/system/proc_text.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

TEST(ProcText, IsWhatCanBeRead) {
  EXPECT_NE(proc_text("/proc/self/stat"), "");
  EXPECT_EQ(proc_text("/proc/self/no-such-file"), "");
  EXPECT_EQ(proc_text("/proc/self"), "") << "it opens, but fails when it is read, as the file of a process that has ended does";
}

}  // namespace
}  // namespace stackup
