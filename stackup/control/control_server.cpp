#include "stackup/control/control_server.h"

#include "stackup/control/protocol.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <utility>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace asio = boost::asio;
using Stream = asio::local::stream_protocol;

bool is_allowed(Stream::socket& peer) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(peer.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return false;
  return credentials.uid == geteuid() || credentials.uid == 0;
}

class UnixControlServer : public ControlServer {
 public:
  UnixControlServer(Stream::acceptor acceptor, Supervision& supervision) : acceptor_(std::move(acceptor)), supervision_(supervision) {}

  Task<void> serve() override {
    for (;;) {
      auto peer = co_await acceptor_.async_accept(asio::use_awaitable);
      if (!is_allowed(peer)) continue;
      asio::co_spawn(acceptor_.get_executor(), converse(std::move(peer)), asio::detached);
    }
  }

 private:
  Task<void> converse(Stream::socket peer) {
    try {
      std::string line;
      auto buffer = asio::dynamic_buffer(line, longest_message);
      co_await asio::async_read_until(peer, buffer, '\n', asio::use_awaitable);
      const auto request = request_from_line(line);
      Reply reply = co_await answer(request);
      reply.program_version = STACKUP_VERSION;
      reply.is_ending = supervision_.is_ending();
      const std::string text = to_line(reply);
      co_await asio::async_write(peer, asio::buffer(text), asio::use_awaitable);
    } catch (const boost::system::system_error&) {
      // The other side went away; what it asked for is done all the same.
    }
  }

  Task<Reply> answer(std::optional<Request> request) {
    Reply reply;
    if (!request || (request->version == protocol_version && !is_complete(*request))) {
      reply.error = Error(ErrorCode::supervisor_version, "the supervisor did not understand the request");
      co_return reply;
    }
    const bool is_understood = request->version == protocol_version || request->command == Command::hand_over;
    if (!is_understood || request->command == Command::hello) co_return reply;
    if (request->command == Command::status) {
      auto statuses = co_await supervision_.status();
      if (statuses) reply.statuses = std::move(*statuses);
      co_return reply;
    }
    if (request->command == Command::settle) {
      co_await supervision_.settle();
      co_return reply;
    }
    const auto done = co_await act(*request);
    if (!done) reply.error = done.error();
    co_return reply;
  }

  static bool is_complete(const Request& request) {
    if (request.command == Command::start) return request.spec.has_value();
    if (request.command == Command::await_ready || request.command == Command::restart) return request.ids.size() == 1;
    return true;
  }

  Task<Result<void>> act(const Request& request) {
    switch (request.command) {
      case Command::start: return supervision_.start(*request.spec);
      case Command::await_ready: return supervision_.await_ready(request.ids.front());
      case Command::stop: return supervision_.stop(request.ids);
      case Command::restart: return supervision_.restart(request.ids.front());
      case Command::freeze: return supervision_.freeze(request.at_most);
      case Command::thaw: return supervision_.thaw();
      case Command::hand_over: return supervision_.hand_over();
      default: return supervision_.shut_down();
    }
  }

  Stream::acceptor acceptor_;
  Supervision& supervision_;
};

}  // namespace

Result<std::unique_ptr<ControlServer>> ControlServer::listen(asio::any_io_executor executor, const std::filesystem::path& socket, Supervision& supervision) {
  unlink(socket.c_str());
  Stream::acceptor acceptor(executor);
  boost::system::error_code error;
  acceptor.open(Stream(), error);
  if (!error) acceptor.bind(Stream::endpoint(socket.string()), error);
  if (!error) chmod(socket.c_str(), 0600);
  if (!error) acceptor.listen(Stream::acceptor::max_listen_connections, error);
  if (error) return fail(Error(ErrorCode::state_unreadable, fmt::format("the control socket {} can't be made", socket.string())).because(error.message()));
  return std::make_unique<UnixControlServer>(std::move(acceptor), supervision);
}

}  // namespace stackup
