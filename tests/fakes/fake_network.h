#pragma once

#include "tests/fakes/answers.h"
#include "tests/fakes/fake_clock.h"
#include "stackup/ports/network.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace stackup::testing {

class FakeNetwork : public Network {
 public:
  explicit FakeNetwork(FakeClock& clock) : clock_(clock) {}

  // The script.
  Answers<Result<void>> connects{Result<void>{}};
  Answers<Result<HttpReply>> replies{HttpReply{200, ""}};
  Answers<Result<std::string>> answers{std::string()};          ///< of ask
  std::vector<std::string> questions;
  Duration answers_after{};  ///< how long connect and http_get take
  mutable Answers<Ownership> owners{Ownership::ours};
  std::set<int> listening;
  std::map<int, std::string> names;
  std::vector<std::pair<Duration, std::string>> notifications;  ///< pause before it, text
  std::optional<Error> no_notifications;                        ///< why the socket can't be made

  // What was asked.
  struct Asked {
    std::string what;  ///< "host:port" or the URL
    Duration at;
    bool operator==(const Asked&) const = default;
  };
  std::vector<Asked> asked;
  mutable std::vector<std::pair<int, int>> owners_asked;  ///< port, pid
  std::vector<std::filesystem::path> notify_sockets;

  Result<std::unique_ptr<NotifySocket>> listen_for_notifications(const std::filesystem::path& path) override;
  Task<Result<void>> connect(std::string host, int port, Duration timeout) override;
  Task<Result<std::string>> ask(std::string host, int port, std::string question, std::function<bool(const std::string&)> is_enough, Duration timeout) override;
  Task<Result<HttpReply>> http_get(std::string url, Duration timeout) override;
  [[nodiscard]] std::set<int> listening_ports() const override { return listening; }
  [[nodiscard]] Ownership owner_of(int port, int pid, ProcessMark mark) const override;
  [[nodiscard]] std::string listener_name(int port) const override;

 private:
  FakeClock& clock_;
};

}  // namespace stackup::testing
