#include "stackup/engine/flag.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace stackup {

namespace asio = boost::asio;

Flag::Flag(asio::any_io_executor executor) : never_(executor, asio::steady_timer::time_point::max()) {}

void Flag::set() {
  is_set_ = true;
  never_.cancel();
}

Task<void> Flag::wait() {
  while (!is_set_) {
    boost::system::error_code woken;
    co_await never_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) throw boost::system::system_error(asio::error::operation_aborted);
  }
}

}  // namespace stackup
