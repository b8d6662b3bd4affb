#pragma once
// The real network: TCP and HTTP clients, and what listens on this machine.

#include "stackup/ports/network.h"

#include <boost/asio/any_io_executor.hpp>

namespace stackup {

class AsioNetwork : public Network {
 public:
  explicit AsioNetwork(boost::asio::any_io_executor executor);

  Result<std::unique_ptr<NotifySocket>> listen_for_notifications(const std::filesystem::path& path) override;
  Task<Result<void>> connect(std::string host, int port, Duration timeout) override;
  Task<Result<std::string>> ask(std::string host, int port, std::string question, std::function<bool(const std::string&)> is_enough, Duration timeout) override;
  Task<Result<HttpReply>> http_get(std::string url, Duration timeout) override;
  [[nodiscard]] std::set<int> listening_ports() const override;
  [[nodiscard]] Ownership owner_of(int port, int pid, ProcessMark mark) const override;
  [[nodiscard]] std::string listener_name(int port) const override;

 private:
  boost::asio::any_io_executor executor_;
};

}  // namespace stackup
