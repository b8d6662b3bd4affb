#pragma once
// The supervisor of a workspace, reached through its control socket.

#include "stackup/control/protocol.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/supervision.h"

#include <filesystem>
#include <functional>

namespace stackup {

class ControlClient : public Supervision {
 public:
  /// `launch` starts a supervisor, detached; it need not wait until it listens.
  ControlClient(std::filesystem::path socket, Clock& clock, std::function<Result<void>()> launch);

  [[nodiscard]] bool is_running() const override;
  Task<Result<void>> wake() override;
  Task<Result<void>> start(ProcessSpec spec) override;
  Task<Result<void>> await_ready(std::string id) override;
  Task<Result<void>> stop(std::vector<std::string> ids) override;
  Task<Result<void>> restart(std::string id) override;
  Task<Result<void>> freeze(Duration at_most) override;
  Task<Result<void>> thaw() override;
  Task<Result<std::vector<ProcessStatus>>> status() override;
  Task<Result<void>> shut_down() override;
  Task<void> settle() override;
  Task<Result<void>> hand_over() override;

 private:
  /// Of a supervisor that speaks another version of the protocol: replaces it, and asks its successor.
  Task<Result<Reply>> ask(Request request);
  Task<Result<Reply>> ask_once(Request request);
  Task<Result<void>> launch_and_wait();
  /// Puts one of our own version in the place of the running supervisor; its processes run on.
  Task<Result<void>> replace();
  Task<bool> await_gone(Duration patience);
  Task<void> await_end(int pidfd);
  Task<Result<void>> ask_simply(Request request);

  std::filesystem::path socket_;
  Clock& clock_;
  std::function<Result<void>()> launch_;
};

}  // namespace stackup
