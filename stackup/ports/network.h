#pragma once
// What listens and what answers. Only loopback and configured hosts are ever contacted.

#include "stackup/base/duration.h"
#include "stackup/base/result.h"
#include "stackup/ports/process_mark.h"
#include "stackup/ports/task.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace stackup {

struct HttpReply {
  int status = 0;
  std::string body;  ///< at most 1 MiB; the rest is dropped
};

/// Whose socket listens on a port.
enum class Ownership {
  nobody,   ///< nothing listens
  ours,     ///< a process of the given tree
  foreign,  ///< another process
  unknown,  ///< something listens, but the system does not tell whose it is
};

/// One message of sd_notify(3).
struct NotifyMessage {
  std::string text;  ///< lines such as READY=1 and STATUS=…
  int pid = 0;       ///< the sender, as the kernel says
};

/// A socket for NOTIFY_SOCKET; removed from the file system when destroyed.
class NotifySocket {
 public:
  virtual ~NotifySocket() = default;
  virtual Task<NotifyMessage> receive() = 0;
};

class Network {
 public:
  virtual ~Network() = default;
  /// Makes the socket at `path` (under 108 bytes), replacing a stale one.
  virtual Result<std::unique_ptr<NotifySocket>> listen_for_notifications(const std::filesystem::path& path) = 0;
  /// Connects and closes at once. The Error's `why` holds the system's words.
  virtual Task<Result<void>> connect(std::string host, int port, Duration timeout) = 0;
  /// Connects, says `question` (may be empty), and listens until `is_enough` of what came, the other side closes, 64 KiB have come or the time is over. What came is
  /// the answer, be it enough or not; an Error only if there was no connection.
  virtual Task<Result<std::string>> ask(std::string host, int port, std::string question, std::function<bool(const std::string&)> is_enough, Duration timeout) = 0;
  /// GET with redirects not followed; http only (services here speak plain http on loopback).
  virtual Task<Result<HttpReply>> http_get(std::string url, Duration timeout) = 0;
  /// All local TCP ports with a listener.
  [[nodiscard]] virtual std::set<int> listening_ports() const = 0;
  /// Whether a listener on `port` belongs to the tree of the process `pid`, which carries `mark`.
  [[nodiscard]] virtual Ownership owner_of(int port, int pid, ProcessMark mark) const = 0;
  /// Who listens, for messages: "nginx (pid 4711)", or empty when the system does not tell.
  [[nodiscard]] virtual std::string listener_name(int port) const = 0;
};

}  // namespace stackup
