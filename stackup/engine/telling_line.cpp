#include "stackup/engine/telling_line.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace stackup {
namespace {

// The words of strerror(3), which every language's runtime passes on, and of the kernel and common servers for what strerror does not say.
constexpr std::array<std::string_view, 13> complaints = {"No space left on device", "Disk quota exceeded",   "Read-only file system", "Address already in use",      "Permission denied",
                                                         "Too many open files",     "Cannot allocate memory", "Connection refused",    "No such file or directory",   "could not connect",
                                                         "password authentication failed", "out of memory",  "Out of memory"};
constexpr std::size_t longest = 200;

bool complains(const std::string& line) {
  return std::any_of(complaints.begin(), complaints.end(), [&](std::string_view words) { return line.find(words) != std::string::npos; });
}

}  // namespace

std::string telling_line(const std::vector<std::string>& log) {
  const auto found = std::find_if(log.rbegin(), log.rend(), complains);
  if (found == log.rend()) return {};
  return found->size() <= longest ? *found : found->substr(0, longest) + "…";
}

}  // namespace stackup
