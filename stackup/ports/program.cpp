#include "stackup/ports/program.h"

#include <algorithm>
#include <csignal>
#include <cstring>

#include <fmt/format.h>

namespace stackup {

std::string to_string(const Exit& exit) {
  if (!exit.known) return "unknown exit code";
  if (exit.signal == 0) return fmt::format("exit code {}", exit.code);
  const char* name = sigabbrev_np(exit.signal);
  return fmt::format("signal {} (SIG{})", exit.signal, name ? name : "?");
}

int signal_number(const std::string& name) {
  std::string upper = name;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (upper.rfind("SIG", 0) == 0) upper.erase(0, 3);
  for (int number = 1; number < SIGRTMIN; ++number) {
    const char* known = sigabbrev_np(number);
    if (known && upper == known) return number;
  }
  return 0;
}

}  // namespace stackup
