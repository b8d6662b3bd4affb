#include "stackup/base/json_limits.h"

#include <algorithm>
#include <chrono>

namespace stackup {
namespace {

using namespace std::chrono;

constexpr auto longest = years(200);  // nanoseconds in 64 bits end at 292

}  // namespace

bool is_nested_too_deep(std::string_view json) {
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_text) {
      if (c == '\\') ++at;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > deepest_json) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

Duration duration_of_microseconds(std::int64_t count) {
  constexpr auto limit = duration_cast<microseconds>(longest).count();
  return microseconds(std::clamp<std::int64_t>(count, -limit, limit));
}

std::int64_t limited_milliseconds(std::int64_t since_1970) {
  constexpr auto limit = duration_cast<milliseconds>(longest).count();
  return std::clamp<std::int64_t>(since_1970, -limit, limit);
}

}  // namespace stackup
