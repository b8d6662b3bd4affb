#pragma once
// Why a run of apt-get, sudo or the root script failed, told from its own words.

#include "stackup/base/error.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace stackup {

/// What was run, for the message and the advice.
struct PackageRun {
  std::vector<std::string> names;    ///< packages asked for
  std::vector<std::string> command;  ///< the root action, word for word
  std::filesystem::path log;
};

/// `lines` is all output, in order.
[[nodiscard]] Error package_error(const PackageRun& run, const std::vector<std::string>& lines);
/// `known` are all names in the package lists, for "did you mean".
[[nodiscard]] Error unknown_packages_error(const std::vector<std::string>& unknown, const std::vector<std::string>& known);
/// Root is needed and not to be had; `why` is sudo's own words.
[[nodiscard]] Error needs_root_error(const PackageRun& run, std::string why);

/// What sudo said when it refused to run the command at all.
enum class SudoRefusal { needs_password, denied };
struct SudoAnswer {
  SudoRefusal refusal;
  std::string words;
};
[[nodiscard]] std::optional<SudoAnswer> sudo_refusal(const std::vector<std::string>& lines);

}  // namespace stackup
