#include "stackup/system/apt_failure.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/system/apt_output.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

/// The first line that contains one of the phrases.
std::optional<std::string> line_with(const std::vector<std::string>& lines, const std::vector<std::string_view>& phrases) {
  for (const auto& line : lines)
    for (const auto phrase : phrases)
      if (line.find(phrase) != std::string::npos) return std::string(trimmed(line));
  return std::nullopt;
}

/// apt's own errors, or else the last words.
std::string last_words(const std::vector<std::string>& lines) {
  std::vector<std::string> errors;
  for (const auto& line : lines)
    if (line.starts_with("E: ") || line.starts_with("stackup:error ")) errors.push_back(line.starts_with("E: ") ? line.substr(3) : line.substr(14));
  if (errors.empty() && !lines.empty()) return lines.back();
  if (errors.size() > 5) errors.resize(5);
  return join(errors, "\n");
}

std::vector<std::string> tail_of(const std::vector<std::string>& lines) { return {lines.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(lines.size(), 20)), lines.end()}; }

std::string names_of(const PackageRun& run) { return run.names.size() == 1 ? "the package " + run.names[0] : counted(run.names.size(), "package") + " (" + join(run.names, ", ") + ")"; }

std::optional<Error> known_failure(const PackageRun& run, const std::vector<std::string>& lines) {
  const auto what = fmt::format("{} could not be installed", names_of(run));
  if (auto full = line_with(lines, {"No space left on device", "You don't have enough free space"}))
    return Error(ErrorCode::disk_full, what + ": the disk is full").because(*full).try_("df -h /var/cache/apt /usr    # shows what is full; sudo apt-get clean frees apt's own cache");
  if (auto lock = line_with(lines, {"Could not get lock", "Unable to acquire the dpkg frontend lock", "Unable to lock"}))
    return Error(ErrorCode::package_lock, "another program is using the package manager").because(*lock).try_("wait for that program to end, then run the same command again");
  if (auto broken = line_with(lines, {"dpkg was interrupted", "dpkg --configure -a"}))
    return Error(ErrorCode::package_failed, what + ": an earlier installation was interrupted").because(*broken).try_("sudo dpkg --configure -a    # finishes it");
  if (auto unmet = line_with(lines, {"Unmet dependencies. Try 'apt --fix-broken", "Try apt --fix-broken"}))
    return Error(ErrorCode::package_failed, what + ": the installed packages are not consistent").because(*unmet).try_("sudo apt-get --fix-broken install    # repairs them");
  if (auto removal = line_with(lines, {"Packages need to be removed but remove is disabled"}))
    return Error(ErrorCode::package_failed, what + " without removing others").because(*removal).try_(fmt::format("apt-get -s install {}    # shows what would have to go", join(run.names, " ")));
  const auto network = line_with(lines, {"Could not resolve", "Temporary failure resolving", "Could not connect", "Unable to connect", "Connection timed out", "Connection failed", "Cannot initiate the connection"});
  const auto fetch = network ? network : line_with(lines, {"Failed to fetch", "Unable to fetch some archives", "could not be fetched"});
  if (fetch)
    return Error(ErrorCode::package_failed, what + ": the package archive could not be reached").because(*fetch).try_("check the network and the proxy in /etc/apt/apt.conf.d, then run the same command again");
  return std::nullopt;
}

}  // namespace

Error package_error(const PackageRun& run, const std::vector<std::string>& lines) {
  const auto unknown = unknown_packages(lines);
  if (!unknown.empty()) return unknown_packages_error(unknown, {});
  auto error = known_failure(run, lines).value_or(Error(ErrorCode::package_failed, fmt::format("{} could not be installed", names_of(run))).because(last_words(lines)));
  return error.log(run.log.string(), tail_of(lines));
}

Error unknown_packages_error(const std::vector<std::string>& unknown, const std::vector<std::string>& known) {
  auto error = Error(ErrorCode::package_unknown, fmt::format("apt does not know {} {}", unknown.size() == 1 ? "the package" : "the packages", join(unknown, ", ")))
                   .because("the package lists have no such name");
  for (const auto& name : unknown)
    if (const auto match = closest_match(name, known)) error.try_(fmt::format("did you mean {} instead of {}?", *match, name));
  return error.try_("sudo apt-get update    # if the package lists are old");
}

Error needs_root_error(const PackageRun& run, std::string why) {
  return Error(ErrorCode::needs_root, fmt::format("installing {} needs root", names_of(run)))
      .because(std::move(why))
      .try_(fmt::format("{}    # in a terminal, or as root without sudo; then run the same stackup command again", shell_quoted(run.command)));
}

std::optional<SudoAnswer> sudo_refusal(const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    if (line.starts_with("sudo: a password is required") || line.starts_with("sudo: a terminal is required")) return SudoAnswer{SudoRefusal::needs_password, line};
    const bool denied = line.starts_with("sudo: ") || line.starts_with("Sorry, user ") || line.find("is not in the sudoers file") != std::string::npos;
    if (denied && line.find("unable to resolve host") == std::string::npos) return SudoAnswer{SudoRefusal::denied, line};
  }
  return std::nullopt;
}

}  // namespace stackup
