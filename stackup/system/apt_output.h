#pragma once
// What apt-get and the root script say, line by line.

#include "stackup/ports/packages.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

/// Keeps every line of a run and makes progress of some. The percentage of a whole installation: a fifth refreshes lists, two fifths download.
class AptTranscript {
 public:
  /// The progress that the line stands for, if any.
  std::optional<PackageProgress> add(const std::string& line);

  /// All lines but status lines, the last 1000.
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  /// What the root script named as new.
  [[nodiscard]] const std::vector<std::string>& new_packages() const { return new_packages_; }

 private:
  std::optional<PackageProgress> add_script_line(std::string_view line);

  std::vector<std::string> lines_;
  std::vector<std::string> new_packages_;
  int begin_ = 0;   ///< of the current phase, in percent of the whole
  int share_ = 100;
};

/// From `apt-get --print-uris install`: new packages and sizes. `lists_*` and `unknown` stay as they are.
[[nodiscard]] PackagePlan parse_package_plan(const std::vector<std::string>& lines);
/// Packages that apt says it can't find, each once, in order.
[[nodiscard]] std::vector<std::string> unknown_packages(const std::vector<std::string>& lines);
/// "1480 kB", "268 MB": apt's decimal sizes; 0 for any other text.
[[nodiscard]] std::uint64_t parse_apt_size(std::string_view text);

}  // namespace stackup
