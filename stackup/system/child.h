#pragma once
// A child process and the wait for its end.

#include "stackup/ports/program.h"
#include "stackup/ports/task.h"

#include <boost/process/v2/process.hpp>

namespace stackup {

/// Returns once the process of the pidfd, which stays the caller's, has ended. A reactor may say "readable" of a descriptor that is not (its number was another's a moment ago), so the
/// kernel is asked again.
Task<void> await_pidfd(int pidfd);

/// Detached when it is destroyed: the child lives on.
class Child {
 public:
  explicit Child(boost::process::v2::process process);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  [[nodiscard]] int pid() const { return pid_; }
  /// Not by Boost's async_wait: when that is woken for nothing it waits for the child with the whole program (waitpid without WNOHANG, Boost 1.81).
  Task<Exit> wait();

 private:
  boost::process::v2::process process_;
  int pid_;
  int pidfd_;
};

}  // namespace stackup
