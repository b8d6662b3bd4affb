#include "stackup/cli/loop.h"

#include "stackup/cli/world.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <exception>

#include <unistd.h>

namespace stackup {

namespace asio = boost::asio;

int run_on_loop(World& world, const std::function<Task<int>(Flag& stop)>& body) {
  asio::io_context& context = world.context();
  Flag stop(context.get_executor());
  asio::signal_set signals(context, SIGINT, SIGTERM);
  std::function<void(boost::system::error_code, int)> interrupt = [&](boost::system::error_code error, int) {
    if (error) return;
    if (stop.is_set()) _exit(130);
    stop.set();
    signals.async_wait(interrupt);
  };
  signals.async_wait(interrupt);
  int code = 0;
  std::exception_ptr bug;
  asio::co_spawn(context, body(stop), [&](std::exception_ptr thrown, int result) {
    bug = thrown;
    code = result;
    signals.cancel();
    context.stop();
  });
  context.restart();
  context.run();
  if (bug) std::rethrow_exception(bug);
  return code;
}

}  // namespace stackup
