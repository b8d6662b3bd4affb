#include "stackup/system/asio_network.h"

#include "stackup/system/listeners.h"
#include "stackup/system/notify_socket.h"
#include "stackup/system/process_table.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace stackup {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::uint64_t largest_body = 1 << 20;
constexpr std::size_t largest_answer = 64 << 10;

struct Url {
  std::string host;
  int port = 80;
  std::string target;
};

std::optional<Url> parse_url(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  if (!text.starts_with(scheme)) return std::nullopt;
  text.remove_prefix(scheme.size());
  const auto slash = text.find('/');
  const std::string_view authority = text.substr(0, slash);
  Url url{std::string(authority), 80, slash == std::string_view::npos ? "/" : std::string(text.substr(slash))};
  if (const auto colon = authority.rfind(':'); colon != std::string_view::npos) {
    url.host = authority.substr(0, colon);
    const auto digits = authority.substr(colon + 1);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), url.port).ec != std::errc{}) return std::nullopt;
  }
  return url;
}

Error no_answer(const std::string& target, const std::string& why) { return Error(ErrorCode::not_ready, fmt::format("no answer from {}", target)).because(why); }

Task<void> connect_stream(beast::tcp_stream& stream, const std::string& host, int port, Duration timeout) {
  tcp::resolver resolver(stream.get_executor());
  const auto endpoints = co_await resolver.async_resolve(host, std::to_string(port), asio::use_awaitable);
  stream.expires_after(timeout);
  co_await stream.async_connect(endpoints, asio::use_awaitable);
}

/// Cancellation is not an answer: it goes on to whoever cancelled.
void rethrow_if_cancelled(const boost::system::system_error& error) {
  if (error.code() == asio::error::operation_aborted) throw error;
}

Task<HttpReply> get(beast::tcp_stream& stream, const Url& url) {
  http::request<http::empty_body> request(http::verb::get, url.target, 11);
  request.set(http::field::host, fmt::format("{}:{}", url.host, url.port));
  request.set(http::field::user_agent, "stackup/" STACKUP_VERSION);
  request.set(http::field::connection, "close");
  co_await http::async_write(stream, request, asio::use_awaitable);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(largest_body);
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  auto response = parser.release();
  co_return HttpReply{static_cast<int>(response.result_int()), std::move(response.body())};
}

}  // namespace

AsioNetwork::AsioNetwork(asio::any_io_executor executor) : executor_(std::move(executor)) {}

Result<std::unique_ptr<NotifySocket>> AsioNetwork::listen_for_notifications(const std::filesystem::path& path) {
  return open_notify_socket(executor_, path);
}

Task<Result<void>> AsioNetwork::connect(std::string host, int port, Duration timeout) {
  const auto executor = co_await asio::this_coro::executor;
  beast::tcp_stream stream(executor);
  try {
    co_await connect_stream(stream, host, port, timeout);
  } catch (const boost::system::system_error& error) {
    rethrow_if_cancelled(error);
    co_return fail(no_answer(fmt::format("{}:{}", host, port), error.code().message()));
  }
  co_return Result<void>{};
}

Task<Result<std::string>> AsioNetwork::ask(std::string host, int port, std::string question, std::function<bool(const std::string&)> is_enough, Duration timeout) {
  const auto executor = co_await asio::this_coro::executor;
  beast::tcp_stream stream(executor);
  std::string answer;
  try {
    co_await connect_stream(stream, host, port, timeout);
    co_await asio::async_write(stream, asio::buffer(question), asio::use_awaitable);
  } catch (const boost::system::system_error& error) {
    rethrow_if_cancelled(error);
    co_return fail(no_answer(fmt::format("{}:{}", host, port), error.code().message()));
  }
  try {
    while (!is_enough(answer) && answer.size() < largest_answer) {
      const auto before = answer.size();
      answer.resize(before + 4096);
      boost::system::error_code ended;
      const auto count = co_await stream.async_read_some(asio::buffer(answer.data() + before, 4096), asio::redirect_error(asio::use_awaitable, ended));
      answer.resize(before + count);
      if (ended) break;
    }
  } catch (const boost::system::system_error& error) {
    rethrow_if_cancelled(error);
  }
  co_return answer;
}

Task<Result<HttpReply>> AsioNetwork::http_get(std::string url, Duration timeout) {
  const auto parsed = parse_url(url);
  if (!parsed) co_return fail(no_answer(url, "not an http:// URL"));
  const auto executor = co_await asio::this_coro::executor;
  beast::tcp_stream stream(executor);
  try {
    co_await connect_stream(stream, parsed->host, parsed->port, timeout);
    auto reply = co_await get(stream, *parsed);
    co_return reply;
  } catch (const boost::system::system_error& error) {
    rethrow_if_cancelled(error);
    co_return fail(no_answer(url, error.code().message()));
  }
}

std::set<int> AsioNetwork::listening_ports() const {
  std::set<int> ports;
  for (const auto& listener : read_listeners()) ports.insert(listener.port);
  return ports;
}

Ownership AsioNetwork::owner_of(int port, int pid, ProcessMark mark) const {
  std::vector<int> tree;
  for (const auto& entry : process_tree(identity_of(pid), mark)) tree.push_back(entry.pid);
  Ownership answer = Ownership::nobody;
  for (const auto& listener : read_listeners()) {
    if (listener.port != port) continue;
    if (holder_of(listener.inode, tree) != 0) return Ownership::ours;
    // A process that may not be traced (prctl(2), PR_SET_DUMPABLE) hides its descriptors, also from its owner.
    const bool may_be_ours = std::any_of(tree.begin(), tree.end(), hides_descriptors);
    answer = may_be_ours ? Ownership::unknown : Ownership::foreign;
  }
  return answer;
}

std::string AsioNetwork::listener_name(int port) const {
  std::vector<int> everyone;
  const auto table = ProcessTable::recent();
  for (const auto& entry : table->all()) everyone.push_back(entry.pid);
  for (const auto& listener : read_listeners()) {
    if (listener.port != port) continue;
    if (const int pid = holder_of(listener.inode, everyone)) return fmt::format("{} (pid {})", process_name(pid), pid);
    return fmt::format("a process of user id {}", listener.uid);
  }
  return {};
}

}  // namespace stackup
