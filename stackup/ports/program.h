#pragma once
// A command to run: the words, where, with which environment.

#include "stackup/base/duration.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace stackup {

using EnvironmentMap = std::map<std::string, std::string>;

struct Program {
  std::vector<std::string> arguments;  ///< the first is the program: a path, or a name looked up in PATH of `environment`
  std::filesystem::path directory;
  EnvironmentMap environment;  ///< complete: nothing is inherited
  std::string input;           ///< for standard input

  bool operator==(const Program&) const = default;
};

/// How a process ended.
struct Exit {
  int code = 0;                      ///< 0…255; meaningful unless `signal` is set or it is unknown
  int signal = 0;                    ///< the signal that ended it, or 0
  bool known = true;                 ///< false for an adopted process whose code the system did not tell
  [[nodiscard]] bool success() const { return known && signal == 0 && code == 0; }

  bool operator==(const Exit&) const = default;
};

/// "exit code 3", "signal 9 (SIGKILL)", "unknown exit code".
[[nodiscard]] std::string to_string(const Exit& exit);
/// TERM, SIGTERM or term → 15; 0 for a name that is none.
[[nodiscard]] int signal_number(const std::string& name);

}  // namespace stackup
