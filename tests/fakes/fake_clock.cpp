#include "tests/fakes/fake_clock.h"

#include <exception>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stackup::testing {

namespace asio = boost::asio;

namespace {

/// A deadline that is taken back when who waits for it goes.
template <class Map>
class Deadline {
 public:
  Deadline(Map& deadlines, Instant at, asio::steady_timer& waiting) : deadlines_(deadlines) {
    at_ = deadlines.emplace(at, [this, &waiting] {
      is_over_ = true;
      waiting.cancel();
    });
  }
  ~Deadline() {
    if (!is_over_) deadlines_.erase(at_);
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  [[nodiscard]] bool is_over() const { return is_over_; }

 private:
  Map& deadlines_;
  typename Map::iterator at_;
  bool is_over_ = false;
};

}  // namespace

void FakeClock::start(Task<void> task) {
  const auto rethrow = [](std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
  };
  asio::co_spawn(loop_, std::move(task), rethrow);
}

void FakeClock::run() { run_until(Instant::max()); }

void FakeClock::run_for(Duration duration) {
  const Instant last = now_ + duration;
  run_until(last);
  now_ = last;
}

void FakeClock::run_until(Instant last) {
  for (;;) {
    loop_.restart();
    loop_.poll();
    if (deadlines_.empty() || deadlines_.begin()->first > last) return;
    const auto action = deadlines_.begin()->second;
    now_ = deadlines_.begin()->first;
    deadlines_.erase(deadlines_.begin());
    action();
  }
}

Task<void> FakeClock::sleep_for(Duration duration) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer waiting(executor, asio::steady_timer::time_point::max());
  const Deadline deadline(deadlines_, now_ + duration, waiting);
  boost::system::error_code woken;
  co_await waiting.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  if (!deadline.is_over()) throw boost::system::system_error(asio::error::operation_aborted);
}

Task<void> FakeClock::sleep_for_ever() {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer waiting(executor, asio::steady_timer::time_point::max());
  boost::system::error_code woken;
  co_await waiting.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace stackup::testing
