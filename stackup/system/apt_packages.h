#pragma once
// Packages on Debian and its relatives. Looking is done as the user and without locks; changing the machine is one run of one script as root
// (root_install_packages.sh), the same whether stackup is root, sudo asks for a password, or a person copies the command.

#include "stackup/base/duration.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/program.h"
#include "stackup/system/apt_failure.h"
#include "stackup/system/apt_output.h"
#include "stackup/system/apt_status.h"

#include <optional>

namespace stackup {

class Clock;
class Processes;
struct RunOutcome;

/// How this process comes to be root.
enum class RootAccess {
  is_root,  ///< it is already
  by_sudo,
};

struct AptSettings {
  std::filesystem::path scripts;      ///< a directory of the user's own, for the root scripts; made 0700
  std::filesystem::path cache;        ///< where `download` puts packages, e.g. ~/.cache/stackup/apt
  EnvironmentMap environment;         ///< for apt-get and sudo: PATH, HOME, proxies
  RootAccess access = RootAccess::by_sudo;
  std::filesystem::path terminal;     ///< the device (/dev/pts/3) on which sudo may ask for the password; empty: nobody can be asked
  std::filesystem::path root = "/";   ///< the machine; tests take another
  Duration lock_patience = std::chrono::minutes(30);  ///< how long to wait for another package manager
};

class AptPackages : public Packages {
 public:
  AptPackages(Processes& processes, Clock& clock, AptSettings settings);

  [[nodiscard]] std::string family() const override;
  Result<std::vector<std::string>> missing(const std::vector<std::string>& names) const override;
  Result<std::map<std::string, std::string>> versions(const std::vector<std::string>& names) const override;
  Task<Result<PackagePlan>> simulate(std::vector<std::string> names) override;
  [[nodiscard]] std::vector<std::string> install_command(const std::vector<std::string>& names) const override;
  [[nodiscard]] std::string install_script() const override;
  Task<Result<std::vector<std::string>>> install(std::vector<std::string> names, std::filesystem::path log, std::function<void(const PackageProgress&)> progress) override;
  Task<Result<void>> download(std::vector<std::string> names, std::filesystem::path log) override;

 private:
  using Progress = std::function<void(const PackageProgress&)>;

  /// One run, its output kept in `transcript`.
  Task<Result<RunOutcome>> run(std::vector<std::string> command, std::filesystem::path log, AptTranscript& transcript, Progress progress);
  /// The root action, by sudo without a question if it lets us, then with one if there is a terminal.
  Task<Result<RunOutcome>> run_as_root(const PackageRun& action, AptTranscript& transcript, const Progress& progress);
  Task<Result<RunOutcome>> ask_and_run(const PackageRun& action, AptTranscript& transcript, const Progress& progress);
  Task<Result<void>> wait_for_lock(const Progress& progress);
  /// The plan for `names` alone; those that the lists do not have go to `unknown`, and there is no plan as long as there are any.
  Task<Result<PackagePlan>> simulate_once(std::vector<std::string> names);
  /// The error for packages that the lists do not have, with names that are close.
  Task<Error> explain(PackageRun run, std::vector<std::string> lines);
  /// Refreshes the lists in the cache directory, as the user.
  Task<Result<RunOutcome>> update_private_lists(std::filesystem::path log, AptTranscript& transcript);

  /// `apt-get …` as the user: no lock, the archives and (if they are used) the lists in the cache directory.
  [[nodiscard]] std::vector<std::string> unprivileged(std::vector<std::string> arguments) const;
  [[nodiscard]] bool uses_private_lists() const;
  /// The directory of the lists that are used: the machine's, or newer ones in the cache directory.
  [[nodiscard]] std::filesystem::path lists() const;
  [[nodiscard]] bool is_stale(const std::filesystem::path& lists) const;
  [[nodiscard]] Result<void> prepare_cache() const;
  [[nodiscard]] Result<void> write_scripts() const;
  [[nodiscard]] EnvironmentMap environment() const;

  Processes& processes_;
  Clock& clock_;
  AptSettings settings_;
  DpkgStatusFile status_;
};

}  // namespace stackup
