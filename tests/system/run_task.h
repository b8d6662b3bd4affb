#pragma once
// Runs one coroutine to its end.

#include "stackup/ports/task.h"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace stackup::testing {

template <class T>
T run_task(Task<T> task) {
  boost::asio::io_context loop;
  std::optional<T> result;
  const auto finish = [&](std::exception_ptr failure, T value) {
    if (failure) std::rethrow_exception(failure);
    result.emplace(std::move(value));
  };
  boost::asio::co_spawn(loop, std::move(task), finish);
  loop.run();
  return std::move(*result);
}

}  // namespace stackup::testing
