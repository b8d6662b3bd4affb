#pragma once
// Progress of a fetch, carried from the pool to the caller's loop at most ten times a second.

#include "stackup/ports/repositories.h"
#include "stackup/system/run_blocking.h"

#include <chrono>
#include <memory>
#include <string_view>

namespace stackup {

class GitProgress {
 public:
  GitProgress(const JobControl& control, ProgressSink sink);
  ~GitProgress();  ///< sends what was held back
  GitProgress(const GitProgress&) = delete;
  GitProgress& operator=(const GitProgress&) = delete;

  void received(std::uint64_t objects, std::uint64_t total, std::uint64_t bytes);
  void checked_out(std::uint64_t files, std::uint64_t total);
  /// A line of `git --progress`; lines about something else are ignored.
  void git_said(std::string_view line);

 private:
  void changed();
  void send();

  JobControl control_;
  std::shared_ptr<ProgressSink> sink_;
  FetchProgress now_;
  bool is_held_back_ = false;
  std::chrono::steady_clock::time_point last_sent_;
};

}  // namespace stackup
