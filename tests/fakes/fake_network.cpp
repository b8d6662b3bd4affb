#include "tests/fakes/fake_network.h"

namespace stackup::testing {
namespace {

class FakeNotifySocket : public NotifySocket {
 public:
  FakeNotifySocket(FakeClock& clock, std::vector<std::pair<Duration, std::string>> messages) : clock_(clock), messages_(std::move(messages)) {}

  Task<NotifyMessage> receive() override {
    if (next_ == messages_.size()) {
      co_await clock_.sleep_for_ever();
    }
    const auto pause = messages_[next_].first;
    co_await clock_.sleep_for(pause);
    NotifyMessage message;
    message.text = messages_[next_++].second;
    co_return message;
  }

 private:
  FakeClock& clock_;
  std::vector<std::pair<Duration, std::string>> messages_;
  std::size_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<NotifySocket>> FakeNetwork::listen_for_notifications(const std::filesystem::path& path) {
  notify_sockets.push_back(path);
  if (no_notifications) return fail(*no_notifications);
  return std::make_unique<FakeNotifySocket>(clock_, notifications);
}

Task<Result<void>> FakeNetwork::connect(std::string host, int port, Duration) {
  asked.push_back({host + ":" + std::to_string(port), clock_.elapsed()});
  auto answer = connects.next();
  if (answers_after != Duration{}) {
    co_await clock_.sleep_for(answers_after);
  }
  co_return answer;
}

Task<Result<std::string>> FakeNetwork::ask(std::string host, int port, std::string question, std::function<bool(const std::string&)>, Duration) {
  asked.push_back({host + ":" + std::to_string(port), clock_.elapsed()});
  questions.push_back(std::move(question));
  auto answer = answers.next();
  if (answers_after != Duration{}) {
    co_await clock_.sleep_for(answers_after);
  }
  co_return answer;
}

Task<Result<HttpReply>> FakeNetwork::http_get(std::string url, Duration) {
  asked.push_back({url, clock_.elapsed()});
  auto answer = replies.next();
  if (answers_after != Duration{}) {
    co_await clock_.sleep_for(answers_after);
  }
  co_return answer;
}

Ownership FakeNetwork::owner_of(int port, int pid, ProcessMark) const {
  owners_asked.emplace_back(port, pid);
  return owners.next();
}

std::string FakeNetwork::listener_name(int port) const {
  const auto found = names.find(port);
  return found == names.end() ? "" : found->second;
}

}  // namespace stackup::testing
