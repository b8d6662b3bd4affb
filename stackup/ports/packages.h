#pragma once
// The distribution's package manager.

#include "stackup/base/result.h"
#include "stackup/ports/task.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace stackup {

/// What installing would do, as far as it can be told without root.
struct PackagePlan {
  std::vector<std::string> install;       ///< everything that would be new, dependencies included
  std::vector<std::string> unknown;       ///< asked for, but the lists do not have them
  std::uint64_t download_bytes = 0;
  std::uint64_t disk_bytes = 0;
  bool lists_missing = false;             ///< there are no package lists, so nothing of the above is known
  bool lists_stale = false;               ///< older than a day
};

/// One line of progress: "Unpacking postgresql-15", percent 0…100 or -1.
struct PackageProgress {
  int percent = -1;
  std::string text;
  bool asks = false;  ///< sudo asks for the password on the terminal
};

class Packages {
 public:
  virtual ~Packages() = default;
  /// debian, fedora, opensuse, arch, alpine; empty where stackup knows no package manager.
  [[nodiscard]] virtual std::string family() const = 0;
  /// Those of `names` that are not installed, in order. Local and quick (reads the package database, no program is run).
  virtual Result<std::vector<std::string>> missing(const std::vector<std::string>& names) const = 0;
  /// The versions of those that are installed. As local and quick.
  virtual Result<std::map<std::string, std::string>> versions(const std::vector<std::string>& names) const = 0;
  virtual Task<Result<PackagePlan>> simulate(std::vector<std::string> names) = 0;
  /// The root action of `install`, word for word, as a person could run it.
  [[nodiscard]] virtual std::vector<std::string> install_command(const std::vector<std::string>& names) const = 0;
  /// What that command does, for people: the script's text.
  [[nodiscard]] virtual std::string install_script() const = 0;
  /// Installs; returns what is new on the machine. Output goes to `log`. Waits while another program holds the package manager's lock.
  virtual Task<Result<std::vector<std::string>>> install(std::vector<std::string> names, std::filesystem::path log, std::function<void(const PackageProgress&)> progress) = 0;
  /// Downloads without installing (`stackup fetch`); needs no root where the package manager allows that.
  virtual Task<Result<void>> download(std::vector<std::string> names, std::filesystem::path log) = 0;
};

}  // namespace stackup
