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
  std::unique_ptr<Process> adopt(const ProcessIdentity& identity, const std::filesystem::path& log) override;

 private:
  boost::asio::any_io_executor executor_;
};

}  // namespace stackup
