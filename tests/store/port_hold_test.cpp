#include "stackup/store/port_hold.h"

#include "stackup/base/error.h"

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace stackup {
namespace {

constexpr int port = 1;  // which no test really listens on

TEST(PortHold, IsSomebodysUntilItEnds) {
  {
    const auto first = PortHold::take(port);
    ASSERT_TRUE(first);
    const auto second = PortHold::take(port);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), ErrorCode::port_taken);
    EXPECT_EQ(second.error().what(), "port 1 is being taken by another stack");
    EXPECT_TRUE(PortHold::take(port + 1));
  }
  EXPECT_TRUE(PortHold::take(port));
}

TEST(PortHold, MovesWithItsHolder) {
  auto one = PortHold::take(port);
  ASSERT_TRUE(one);
  const PortHold other = std::move(*one);
  EXPECT_FALSE(PortHold::take(port));
}

TEST(PortHold, LeavesThePortItselfFree) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length), 0);
  close(fd);
  const auto hold = PortHold::take(ntohs(address.sin_port));
  ASSERT_TRUE(hold);
  const int again = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(bind(again, reinterpret_cast<sockaddr*>(&address), length), 0);
  close(again);
}

}  // namespace
}  // namespace stackup
