#pragma once
// An effect that may wait: a coroutine on the one loop of the program. Cancelled from outside, it ends with boost::system::system_error
// (operation_aborted), which only the engine catches.

#include <boost/asio/awaitable.hpp>

namespace stackup {

template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace stackup
