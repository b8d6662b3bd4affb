#include "stackup/steps/ask_port.h"

#include "stackup/steps/expectation.h"

#include <fmt/format.h>

namespace stackup {
namespace {

/// A service that has something to say, but not yet what is expected, may say more.
std::optional<std::string> what_is_wrong(const TcpProbe& probe, const std::string& answer) {
  if (answer.empty()) return "it answers nothing";
  return mismatch(probe.expect, answer);
}

}  // namespace

Task<Result<void>> ask_port(TcpProbe probe, Network& network, Duration timeout) {
  if (!probe.listens()) {
    auto connected = co_await network.connect(probe.host, probe.port, timeout);
    co_return connected;
  }
  const std::function<bool(const std::string&)> is_enough = [&probe](const std::string& answer) { return !what_is_wrong(probe, answer); };
  const auto answer = co_await network.ask(probe.host, probe.port, probe.send, is_enough, timeout);
  if (!answer) co_return fail(answer);
  const auto wrong = what_is_wrong(probe, *answer);
  if (!wrong) co_return Result<void>{};
  co_return fail(Error(ErrorCode::not_ready, fmt::format("{}:{} is not ready", probe.host, probe.port)).because(*wrong));
}

}  // namespace stackup
