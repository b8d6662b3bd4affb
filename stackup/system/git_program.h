#pragma once
// The git program, run on the pool: without a terminal to ask on, with nothing in its environment that could redirect it to another
// repository, in a session of its own that is killed when the caller is cancelled.

#include "stackup/base/result.h"
#include "stackup/ports/program.h"
#include "stackup/system/run_blocking.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

struct GitOutcome {
  Exit exit;
  std::string output;
  std::string errors;  ///< standard error without progress lines, at most its last 64 KiB
};

class GitProgram {
 public:
  /// The git in PATH of `environment`, or nothing.
  [[nodiscard]] static std::optional<GitProgram> find(const EnvironmentMap& environment);

  /// Runs git in `directory`. Fails only if git could not be started. `on_line` gets each line or progress line of standard error.
  [[nodiscard]] Result<GitOutcome> run(const std::vector<std::string>& arguments, const std::filesystem::path& directory,
                                       const JobControl& control, const std::function<void(std::string_view)>& on_line = {}) const;
  /// Whether git-lfs is there.
  [[nodiscard]] bool has_lfs() const;

 private:
  GitProgram(std::string path, EnvironmentMap environment) : path_(std::move(path)), environment_(std::move(environment)) {}

  std::string path_;
  EnvironmentMap environment_;  ///< as git gets it
};

/// The first executable of that name in PATH of `environment`; empty: none.
[[nodiscard]] std::string found_in_path(const EnvironmentMap& environment, const std::string& name);

}  // namespace stackup
