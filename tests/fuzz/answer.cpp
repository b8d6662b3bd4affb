// What a service answers to a probe, held against what a recipe expects: "KIND EXPECTED\nANSWER".
#include "tests/fuzz/fuzz.h"

#include "stackup/base/regular_expression.h"
#include "stackup/base/text.h"
#include "stackup/steps/expectation.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <string>

namespace stackup {
namespace {

/// The body of an HTTP reply, read as system/asio_network.cpp reads it.
std::string body_of(std::string_view bytes) {
  namespace http = boost::beast::http;
  http::response_parser<http::string_body> parser;
  parser.body_limit(1 << 20);
  parser.eager(true);
  boost::system::error_code error;
  while (!bytes.empty() && !error && !parser.is_done()) {
    const auto taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (taken == 0) break;
    bytes.remove_prefix(taken);
  }
  if (!error && !parser.is_done() && parser.got_some()) parser.put_eof(error);
  return error || !parser.is_done() ? "" : parser.release().body();
}

bool is_printable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\t'; }) && text == printable(text);
}

}  // namespace
}  // namespace stackup

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackup;
  auto answer = fuzz::text_of(data, size);
  if (answer.empty()) return 0;
  const auto kind = static_cast<Expectation::Kind>(static_cast<unsigned char>(answer.front()) % 5);
  answer.remove_prefix(1);
  const std::string expected(fuzz::first_line(answer));
  for (const auto& text : {std::string(answer), body_of(answer)}) {
    const auto wrong = mismatch({kind, expected}, text);
    if (wrong && is_printable(expected)) fuzz::require(is_printable(*wrong), "what came is shown without control characters");
  }
  const RegularExpression expression(expected);
  if (expression.fits(answer)) fuzz::require(expression.is_found_in(answer), "what fits is found");
  bool is_ready = false;
  for (const auto& line : lines_of(answer)) is_ready = is_ready || line == "READY=1";  // of a notification
  return is_ready && answer.size() < 7 ? 1 : 0;
}
