#pragma once
// Starts programs through Boost.Process v2: each in a session of its own, with nothing inherited but what the request names.

#include "stackup/ports/processes.h"

#include <boost/asio/any_io_executor.hpp>

namespace stackup {

class LinuxProcesses : public Processes {
 public:
  explicit LinuxProcesses(boost::asio::any_io_executor executor);

  Task<Result<RunOutcome>> run(RunRequest request) override;
  Result<std::unique_ptr<Process>> spawn(const SpawnRequest& request) override;
  std::unique_ptr<Process> adopt(const ProcessIdentity& identity, ProcessMark mark) override;
  std::unique_ptr<Process> find(ProcessMark mark) override;
  [[nodiscard]] bool is_unreaped(ProcessMark mark) const override;
  void signal_all(const std::vector<ProcessMark>& marks, int signal) override;
  [[nodiscard]] bool are_stopped(const std::vector<ProcessMark>& marks) const override;
  [[nodiscard]] std::vector<ProcessMark> marks_like(ProcessMark mark) const override;

 private:
  boost::asio::any_io_executor executor_;
};

}  // namespace stackup
