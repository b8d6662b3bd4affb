#pragma once
// What commands and the supervisor say to each other over the control socket: one request and one reply for each connection, each one line of JSON with
// the protocol's version. Whoever gets another version answers with its own, so that an upgraded stackup knows whom it talks to.

#include "stackup/base/result.h"
#include "stackup/ports/supervision.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

inline constexpr int protocol_version = 1;
inline constexpr std::size_t longest_message = 16 << 20;

/// hand_over means the same in every version of the protocol.
enum class Command { hello, start, await_ready, stop, restart, status, freeze, thaw, settle, shut_down, hand_over };

struct Request {
  int version = protocol_version;
  Command command = Command::hello;
  std::vector<std::string> ids;     ///< stop: any number; await_ready, restart: one
  std::optional<ProcessSpec> spec;  ///< start
  Duration at_most{};               ///< freeze; whole milliseconds

  bool operator==(const Request&) const = default;
};

struct Reply {
  int version = protocol_version;
  std::string program_version;
  bool is_ending = false;  ///< it is stopping everything, and then itself
  std::optional<Error> error;
  std::vector<ProcessStatus> statuses;

  bool operator==(const Reply&) const = default;
};

/// With the newline.
[[nodiscard]] std::string to_line(const Request& request);
[[nodiscard]] std::string to_line(const Reply& reply);
[[nodiscard]] std::optional<Request> request_from_line(std::string_view line);
[[nodiscard]] std::optional<Reply> reply_from_line(std::string_view line);

}  // namespace stackup
