#pragma once

#include "tests/fakes/fake_clock.h"
#include "stackup/ports/supervision.h"

#include <map>

namespace stackup::testing {

class FakeSupervision : public Supervision {
 public:
  // The script.
  bool running = true;
  bool ending = false;
  std::map<std::string, Error> failures;  ///< what was asked ("start api/web", "wake") → the answer; what is not there succeeds
  std::vector<ProcessStatus> processes;

  // What was asked: "start ID", "await_ready ID", "stop ID ID", "restart ID", "freeze 10s", "thaw", "status", "settle", "wake", "shut_down".
  std::vector<std::string> asked;
  std::vector<ProcessSpec> started;

  [[nodiscard]] bool is_running() const override { return running; }
  [[nodiscard]] bool is_ending() const override { return ending; }
  Task<Result<void>> wake() override;
  Task<Result<void>> start(ProcessSpec spec) override;
  Task<Result<void>> await_ready(std::string id) override;
  Task<Result<void>> stop(std::vector<std::string> ids) override;
  Task<Result<void>> restart(std::string id) override;
  Task<Result<void>> freeze(Duration at_most) override;
  Task<Result<void>> thaw() override;
  Task<Result<std::vector<ProcessStatus>>> status() override;
  Task<void> settle() override;
  Task<Result<void>> shut_down() override;
  Task<Result<void>> hand_over() override;

 private:
  Result<void> answer(std::string what);
};

}  // namespace stackup::testing
