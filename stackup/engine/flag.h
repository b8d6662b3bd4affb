#pragma once
// Something that happens once and that coroutines can wait for.

#include "stackup/ports/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace stackup {

class Flag {
 public:
  explicit Flag(boost::asio::any_io_executor executor);

  void set();
  /// Makes it unset again; who waits goes on waiting.
  void clear() { is_set_ = false; }
  [[nodiscard]] bool is_set() const { return is_set_; }
  /// Returns once it is set; at once if it is.
  Task<void> wait();

 private:
  boost::asio::steady_timer never_;
  bool is_set_ = false;
};

}  // namespace stackup
