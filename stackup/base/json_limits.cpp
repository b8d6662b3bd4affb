#include "stackup/base/json_limits.h"

#include <algorithm>
#include <chrono>

namespace stackup {
namespace {

using namespace std::chrono;

constexpr auto longest = years(200);  // nanoseconds in 64 bits end at 292

/// Told letter by letter.
class OutsideOfTexts {
 public:
  bool is(char c) {
    if (is_escaped_) {
      is_escaped_ = false;
      return false;
    }
    is_escaped_ = in_text_ && c == '\\';
    const bool was_in_text = in_text_;
    if (c == '"') in_text_ = !in_text_;
    return !was_in_text && !in_text_;
  }

 private:
  bool in_text_ = false, is_escaped_ = false;
};

}  // namespace

bool is_nested_too_deep(std::string_view json) {
  std::size_t depth = 0;
  OutsideOfTexts outside;
  for (const char c : json) {
    if (!outside.is(c)) continue;
    if ((c == '[' || c == '{') && ++depth > deepest_json) return true;
    if ((c == ']' || c == '}') && depth > 0) --depth;
  }
  return false;
}

bool has_huge_number(std::string_view json) {
  constexpr int most_digits = 19;
  int digits = 0;
  OutsideOfTexts outside;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    const bool counts = outside.is(c);
    const bool grows = (c == 'e' || c == 'E') && digits > 0 && json.substr(at + 1, 1) != "-";
    if (counts && grows) return true;
    digits = counts && c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > most_digits) return true;
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
