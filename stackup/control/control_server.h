#pragma once
// Offers a Supervision to the commands of the same user over a unix socket.

#include "stackup/base/result.h"
#include "stackup/ports/supervision.h"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <memory>

namespace stackup {

struct Request;
struct Reply;

class ControlServer {
 public:
  /// Listens at `socket` (0600), replacing a stale one; peers of other users than ours and root are refused.
  [[nodiscard]] static Result<std::unique_ptr<ControlServer>> listen(boost::asio::any_io_executor executor, const std::filesystem::path& socket, Supervision& supervision);
  virtual ~ControlServer() = default;

  /// Serves until cancelled.
  virtual Task<void> serve() = 0;
};

}  // namespace stackup
