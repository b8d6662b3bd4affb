#pragma once
// The receiving side of sd_notify(3): a datagram socket that tells who sent.

#include "stackup/ports/network.h"

#include <boost/asio/any_io_executor.hpp>

namespace stackup {

[[nodiscard]] Result<std::unique_ptr<NotifySocket>> open_notify_socket(boost::asio::any_io_executor executor, const std::filesystem::path& path);

}  // namespace stackup
