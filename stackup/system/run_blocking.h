#pragma once
// Blocking work off the loop: a job runs on a thread of the pool, its caller is resumed at home with the value that it returned. No
// coroutine ever runs on the pool. Cancelling the caller only raises a flag that the job looks at: the caller is resumed when the job has
// really ended, so that whatever the job borrows stays alive. The pool must end before the loop does.

#include "stackup/base/duration.h"
#include "stackup/ports/task.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace boost::asio {
class thread_pool;
}

namespace stackup {

class RunningJob;

/// What a job sees of its caller. Cheap to copy; all functions may be called from the pool.
class JobControl {
 public:
  explicit JobControl(std::shared_ptr<RunningJob> running) : running_(std::move(running)) {}

  /// The caller was cancelled: end soon, clean up, return anything.
  [[nodiscard]] bool is_cancelled() const;
  /// Nothing was reported as alive() for the time that was agreed on.
  [[nodiscard]] bool is_stalled() const;
  [[nodiscard]] bool must_end() const { return is_cancelled() || is_stalled(); }
  /// From now on the job counts as stalled when it doesn't call alive() for `limit`; zero: never. System calls that block are interrupted
  /// then (EINTR), as they are on cancellation, because libgit2 1.5 reads from the network without any time limit.
  void expect_life_within(Duration limit) const;
  void alive() const;
  /// Runs `callback` on the caller's loop, before the caller is resumed.
  void post_home(std::function<void()> callback) const;

 private:
  std::shared_ptr<RunningJob> running_;
};

/// Runs `job` on the pool; throws boost::system::system_error (operation_aborted) if it was cancelled meanwhile.
[[nodiscard]] Task<void> run_on_pool(boost::asio::thread_pool& pool, std::function<void(const JobControl&)> job);

template <class T>
[[nodiscard]] Task<T> run_blocking(boost::asio::thread_pool& pool, std::function<T(const JobControl&)> job) {
  std::optional<T> value;
  std::function<void(const JobControl&)> work = [&value, &job](const JobControl& control) { value.emplace(job(control)); };
  co_await run_on_pool(pool, work);
  co_return std::move(*value);
}

}  // namespace stackup
