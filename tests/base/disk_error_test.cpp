#include "stackup/base/disk_error.h"

#include <cerrno>

#include <gmock/gmock.h>

namespace stackup::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

TEST(Unwritable, AFullDiskIsToldWithItsPlaceItsRoomAndWhatToDo) {
  const auto error = unwritable("it can't be written", "/proc/none/of/these", ENOSPC);
  EXPECT_EQ(error.code(), ErrorCode::disk_full);
  EXPECT_EQ(error.what(), "it can't be written");
  EXPECT_THAT(error.why(), MatchesRegex("No space left on device: /proc has 0 B free of 0 B"));
  EXPECT_THAT(error.tries(), ElementsAre("du -xhd1 /proc    # shows what takes the room; free some, then run the same command again"));
}

TEST(Unwritable, AReadOnlyFileSystemIsNamed) {
  const auto error = unwritable("it can't be written", "/proc/x", EROFS);
  EXPECT_EQ(error.code(), ErrorCode::state_unreadable);
  EXPECT_EQ(error.why(), "Read-only file system: /proc");
  EXPECT_THAT(error.tries(), ElementsAre("sudo mount -o remount,rw /proc    # unless `sudo dmesg` tells of errors of the disk; then run the same command again"));
}

TEST(Unwritable, AQuotaIsAFullDiskToo) { EXPECT_EQ(unwritable("", "/x", EDQUOT).code(), ErrorCode::disk_full); }

TEST(Unwritable, AnyOtherReasonIsQuoted) {
  EXPECT_EQ(unwritable("it can't be written", "/etc/x", EACCES), Error(ErrorCode::state_unreadable, "it can't be written").because("Permission denied"));
  EXPECT_THAT(unwritable("", "/x", EFBIG).tries(), ElementsAre("ulimit -f unlimited    # this shell limits the size of files"));
}

}  // namespace
}  // namespace stackup::testing
