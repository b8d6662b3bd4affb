#include "stackup/system/run_blocking.h"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <csignal>
#include <exception>
#include <mutex>

#include <pthread.h>

namespace stackup {
namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds watch_interval{100};

/// SIGURG is ignored by default; with a handler that does nothing it makes a blocking system call of one thread return EINTR.
void install_interrupt_signal() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    sigaction(SIGURG, &action, nullptr);
  });
}

std::int64_t ticks_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace

/// Shared by the pool and home. It holds no object of the loop, because the pool may be the last to let go of it, when the loop is gone.
class RunningJob : public std::enable_shared_from_this<RunningJob> {
 public:
  RunningJob(asio::any_io_executor home, std::function<void(const JobControl&)> job) : home_(std::move(home)), job_(std::move(job)) {}

  /// On the pool.
  void run() {
    {
      const std::lock_guard lock(mutex_);
      thread_ = pthread_self();
    }
    try {
      job_(JobControl(shared_from_this()));
    } catch (...) {
      thrown_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    thread_.reset();
  }

  void cancel() {
    cancelled = true;
    interrupt();
  }

  /// Interrupts the system call that the job is in, if it must end.
  void nudge() {
    const auto limit = life_limit.load();
    if (limit != 0 && ticks_now() - last_life.load() > limit) stalled = true;
    if (cancelled || stalled) interrupt();
  }

  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }
  [[nodiscard]] const asio::any_io_executor& home() const { return home_; }

  std::atomic<bool> cancelled{false};
  std::atomic<bool> stalled{false};
  std::atomic<std::int64_t> life_limit{0};  ///< steady clock ticks; 0: none
  std::atomic<std::int64_t> last_life{ticks_now()};

 private:
  void interrupt() {
    const std::lock_guard lock(mutex_);
    if (thread_) pthread_kill(*thread_, SIGURG);
  }

  asio::any_io_executor home_;
  std::function<void(const JobControl&)> job_;
  std::exception_ptr thrown_;
  std::mutex mutex_;
  std::optional<pthread_t> thread_;
};

bool JobControl::is_cancelled() const { return running_->cancelled; }
bool JobControl::is_stalled() const { return running_->stalled; }

void JobControl::expect_life_within(Duration limit) const {
  running_->last_life = ticks_now();
  running_->life_limit = std::chrono::duration_cast<std::chrono::steady_clock::duration>(limit).count();
}

void JobControl::alive() const { running_->last_life = ticks_now(); }

void JobControl::post_home(std::function<void()> callback) const { asio::post(running_->home(), std::move(callback)); }

namespace {

/// Looks after a job from home, until the job has ended.
class Watch : public std::enable_shared_from_this<Watch> {
 public:
  explicit Watch(std::shared_ptr<RunningJob> running) : running_(std::move(running)), timer_(running_->home()) {}

  void look() {
    if (has_ended_) return;
    running_->nudge();
    timer_.expires_after(watch_interval);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code&) { self->look(); });
  }
  void end() {
    has_ended_ = true;
    timer_.cancel();
  }

 private:
  std::shared_ptr<RunningJob> running_;
  asio::steady_timer timer_;
  bool has_ended_ = false;
};

/// Starts the job and completes its handler at home. What belongs to the loop travels with the handler, so that nothing of it stays on the
/// pool.
struct StartJob {
  template <class Handler>
  void operator()(Handler handler, asio::thread_pool* pool, std::shared_ptr<RunningJob> running) const {
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) slot.assign([running](asio::cancellation_type) { running->cancel(); });
    auto watch = std::make_shared<Watch>(running);
    watch->look();
    auto at_home = [handler = std::move(handler), watch = std::move(watch), guard = asio::make_work_guard(running->home())]() mutable {
      watch->end();
      asio::get_associated_cancellation_slot(handler).clear();
      std::move(handler)();
    };
    asio::post(*pool, [running, at_home = std::move(at_home)]() mutable {
      running->run();
      asio::post(running->home(), std::move(at_home));
    });
  }
};

}  // namespace

Task<void> run_on_pool(asio::thread_pool& pool, std::function<void(const JobControl&)> job) {
  install_interrupt_signal();
  auto home = co_await asio::this_coro::executor;
  auto running = std::make_shared<RunningJob>(home, std::move(job));
  asio::thread_pool* threads = &pool;
  auto ended = asio::async_initiate<const asio::use_awaitable_t<>&, void()>(StartJob{}, asio::use_awaitable, threads, running);
  co_await std::move(ended);
  running->rethrow();
  if (running->cancelled) throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace stackup
