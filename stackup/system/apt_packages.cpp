#include "stackup/system/apt_packages.h"

#include "stackup/base/text.h"
#include "stackup/ports/clock.h"
#include "stackup/ports/processes.h"
#include "stackup/system/apt_lists.h"
#include "stackup/system/apt_locks.h"
#include "stackup/system/root_script.h"

#include <algorithm>

#include <unistd.h>

#include <fmt/format.h>

namespace stackup {
namespace {

using Path = std::filesystem::path;

constexpr auto script_name = "install-packages.sh";
constexpr auto asking_name = "ask-password.sh";

std::vector<std::string> preferred_names(const std::vector<std::string>& wishes) {
  std::vector<std::string> names;
  for (const auto& wish : wishes) names.push_back(preferred_name(wish));
  return names;
}

Result<void> check_names(const std::vector<std::string>& names) {
  for (const auto& name : names)
    if (!is_package_name(name)) return fail(Error(ErrorCode::package_unknown, fmt::format("'{}' is not the name of a Debian package", printable(name))).because("names are made of a-z, 0-9, '+', '-' and '.'"));
  return {};
}

/// The proxies that are set and that sudo would otherwise drop.
std::vector<std::string> proxy_variables(const EnvironmentMap& environment) {
  std::vector<std::string> names;
  for (const auto* name : {"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"})
    if (environment.contains(name)) names.emplace_back(name);
  return names;
}

bool has_started(const std::vector<std::string>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const std::string& line) { return line.starts_with("stackup:"); });
}

/// A terminal that belongs to another user (after `su`) can't be opened by the program that asks.
bool can_ask(const Path& terminal) { return !terminal.empty() && access(terminal.c_str(), R_OK | W_OK) == 0; }

std::vector<std::string> with_names(std::vector<std::string> words, const std::vector<std::string>& names) {
  words.insert(words.end(), names.begin(), names.end());
  return words;
}

std::vector<std::string> with_sudo_option(std::vector<std::string> command, const std::string& option) {
  command.insert(command.begin() + 1, option);
  return command;
}

}  // namespace

AptPackages::AptPackages(Processes& processes, Clock& clock, AptSettings settings)
    : processes_(processes), clock_(clock), settings_(std::move(settings)), status_(settings_.root / "var/lib/dpkg/status") {}

std::string AptPackages::family() const { return "debian"; }

Result<std::vector<std::string>> AptPackages::missing(const std::vector<std::string>& names) const {
  const auto installed = status_.read();
  if (!installed) return fail(installed);
  std::vector<std::string> absent;
  for (const auto& name : names)
    if (!(*installed)->satisfies(name)) absent.push_back(name);
  return absent;
}

Result<std::map<std::string, std::string>> AptPackages::versions(const std::vector<std::string>& names) const {
  const auto installed = status_.read();
  if (!installed) return fail(installed);
  std::map<std::string, std::string> versions;
  for (const auto& name : names)
    if (auto version = (*installed)->version_of(name); !version.empty()) versions[name] = std::move(version);
  return versions;
}

EnvironmentMap AptPackages::environment() const {
  auto environment = settings_.environment;
  environment["LC_ALL"] = "C.UTF-8";  // the output is read
  environment.erase("LANGUAGE");
  return environment;
}

bool AptPackages::uses_private_lists() const {
  const auto lists = settings_.root / "var/lib/apt/lists";
  const auto own = settings_.cache / "lists";
  return has_package_lists(own) && (!has_package_lists(lists) || lists_refreshed_at(own) > lists_refreshed_at(lists));
}

std::vector<std::string> AptPackages::unprivileged(std::vector<std::string> arguments) const {
  std::vector<std::string> command = {"apt-get", "-q", "-y", "--no-install-recommends", "--no-remove", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="};
  if (has_archives(settings_.cache) || arguments.front() == "--download-only") command.insert(command.end(), {"-o", "Dir::Cache::archives=" + settings_.cache.string()});
  if (uses_private_lists() || arguments.front() == "update")
    command.insert(command.end(), {"-o", "Dir::State::lists=" + (settings_.cache / "lists").string(), "-o", "Dir::Cache::pkgcache=" + (settings_.cache / "lists.bin").string(), "-o", "Dir::Cache::srcpkgcache=" + (settings_.cache / "archives.bin").string()});
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

Path AptPackages::lists() const { return uses_private_lists() ? settings_.cache / "lists" : settings_.root / "var/lib/apt/lists"; }

bool AptPackages::is_stale(const Path& directory) const { return clock_.wall_now() - lists_refreshed_at(directory) > std::chrono::hours(24); }

Task<Result<PackagePlan>> AptPackages::simulate(std::vector<std::string> names) {
  names = preferred_names(names);
  auto ready = check_names(names);
  if (ready) ready = write_scripts();  // so that the command that `plan` shows can be run by hand
  if (!ready) co_return fail(ready);
  PackagePlan plan;
  if (has_package_lists(lists())) {
    auto found = co_await simulate_once(names);
    if (!found) co_return fail(found);
    const auto unknown = found->unknown;
    std::erase_if(names, [&](const auto& name) { return std::find(unknown.begin(), unknown.end(), name) != unknown.end(); });
    if (!unknown.empty() && !names.empty()) found = co_await simulate_once(names);
    if (!found) co_return fail(found);
    plan = *found;
    plan.unknown = unknown;
  }
  plan.lists_missing = !has_package_lists(lists());
  plan.lists_stale = !plan.lists_missing && is_stale(lists());
  co_return plan;
}

Task<Result<PackagePlan>> AptPackages::simulate_once(std::vector<std::string> names) {
  AptTranscript transcript;
  const auto command = unprivileged(with_names({"--print-uris", "install"}, names));
  const Path no_log;
  const Progress silent;
  auto outcome = co_await run(command, no_log, transcript, silent);
  if (!outcome) co_return fail(outcome);
  auto plan = parse_package_plan(transcript.lines());
  plan.unknown = unknown_packages(transcript.lines());
  if (outcome->exit.success() || !plan.unknown.empty()) co_return plan;
  const PackageRun action = {names, install_command(names), no_log};
  co_return fail(package_error(action, transcript.lines()));
}

std::vector<std::string> AptPackages::install_command(const std::vector<std::string>& names) const {
  std::vector<std::string> command;
  if (settings_.access == RootAccess::by_sudo) command.emplace_back("sudo");
  const auto proxies = proxy_variables(settings_.environment);
  if (!command.empty() && !proxies.empty()) command.push_back("--preserve-env=" + join(proxies, ","));
  command.insert(command.end(), {"sh", (settings_.scripts / script_name).string()});
  if (has_archives(settings_.cache)) command.insert(command.end(), {"--archives", settings_.cache.string()});
  for (const auto& name : preferred_names(names)) command.push_back(name);
  return command;
}

std::string AptPackages::install_script() const { return root_script(script_name); }

Result<void> AptPackages::write_scripts() const {
  auto written = write_root_script(settings_.scripts, script_name);
  if (written) written = write_root_script(settings_.scripts, asking_name);
  return written;
}

Task<Result<RunOutcome>> AptPackages::run(std::vector<std::string> command, Path log, AptTranscript& transcript, Progress progress) {
  RunRequest request;
  request.program.arguments = std::move(command);
  request.program.directory = "/";
  request.program.environment = environment();
  request.program.environment["SUDO_ASKPASS"] = (settings_.scripts / asking_name).string();
  request.program.environment["STACKUP_TERMINAL"] = settings_.terminal.string();
  request.log = log;
  request.on_line = [&](const std::string& line) {
    const auto step = transcript.add(line);
    if (step && progress) progress(*step);
  };
  auto outcome = co_await processes_.run(request);
  co_return outcome;
}

Task<Result<void>> AptPackages::wait_for_lock(const Progress& progress) {
  const auto begin = clock_.now();
  std::string told;
  for (auto holder = package_lock_holder(settings_.root); holder; holder = package_lock_holder(settings_.root)) {
    if (*holder != told && progress) progress(PackageProgress{-1, "Waiting for " + *holder});
    told = *holder;
    if (clock_.now() - begin > settings_.lock_patience) {
      co_return fail(Error(ErrorCode::package_lock, fmt::format("{} is using the package manager", *holder))
                         .because(fmt::format("it has held the lock of dpkg or apt for {}", to_string(settings_.lock_patience)))
                         .try_("end that program if it hangs, then run the same command again"));
    }
    const Duration pause = std::chrono::seconds(1);
    co_await clock_.sleep_for(pause);
  }
  co_return Result<void>();
}

Task<Result<RunOutcome>> AptPackages::run_as_root(const PackageRun& action, AptTranscript& transcript, const Progress& progress) {
  if (settings_.access == RootAccess::is_root) {
    auto direct = co_await run(action.command, action.log, transcript, progress);
    co_return direct;
  }
  const auto silent = with_sudo_option(action.command, "-n");
  auto outcome = co_await run(silent, action.log, transcript, progress);
  if (!outcome) co_return fail(needs_root_error(action, outcome.error().why().empty() ? outcome.error().what() : outcome.error().why()));
  if (outcome->exit.success() || has_started(transcript.lines())) co_return outcome;
  const auto answer = sudo_refusal(transcript.lines());
  if (!answer) co_return outcome;
  if (answer->refusal == SudoRefusal::denied || !can_ask(settings_.terminal)) co_return fail(needs_root_error(action, answer->words));
  auto asked = co_await ask_and_run(action, transcript, progress);
  co_return asked;
}

Task<Result<RunOutcome>> AptPackages::ask_and_run(const PackageRun& action, AptTranscript& transcript, const Progress& progress) {
  if (progress) progress(PackageProgress{-1, "Waiting for your password: sudo asks on the terminal", true});
  transcript = AptTranscript();
  const auto asking = with_sudo_option(action.command, "-A");
  auto outcome = co_await run(asking, action.log, transcript, progress);
  if (!outcome || outcome->exit.success() || has_started(transcript.lines())) co_return outcome;
  const auto answer = sudo_refusal(transcript.lines());
  if (answer) co_return fail(needs_root_error(action, answer->words));
  co_return outcome;
}

Task<Result<std::vector<std::string>>> AptPackages::install(std::vector<std::string> names, Path log, Progress progress) {
  names = preferred_names(names);
  auto ready = check_names(names);
  if (ready) ready = write_scripts();
  if (!ready) co_return fail(ready);
  auto free = co_await wait_for_lock(progress);
  if (!free) co_return fail(free);
  const PackageRun action = {names, install_command(names), log};
  AptTranscript transcript;
  auto outcome = co_await run_as_root(action, transcript, progress);
  if (!outcome) co_return fail(outcome);
  if (outcome->exit.success()) co_return transcript.new_packages();
  auto error = co_await explain(action, transcript.lines());
  co_return fail(error);
}

Task<Error> AptPackages::explain(PackageRun run_, std::vector<std::string> lines) {
  const auto unknown = unknown_packages(lines);
  if (unknown.empty()) co_return package_error(run_, lines);
  RunRequest request;
  request.program.arguments = {"apt-cache", "pkgnames"};
  request.program.directory = "/";
  request.program.environment = environment();
  request.keep = 8 << 20;
  auto outcome = co_await processes_.run(request);
  const auto known = outcome ? lines_of(outcome->output) : std::vector<std::string>();
  co_return unknown_packages_error(unknown, known);
}

Result<void> AptPackages::prepare_cache() const {
  std::error_code failure;
  std::filesystem::create_directories(settings_.cache / "partial", failure);
  if (!failure) std::filesystem::create_directories(settings_.cache / "lists/partial", failure);
  if (failure) return fail(Error(ErrorCode::state_unreadable, fmt::format("the cache directory {} can't be used", settings_.cache.string())).because(failure.message()));
  return {};
}

Task<Result<RunOutcome>> AptPackages::update_private_lists(Path log, AptTranscript& transcript) {
  const auto command = unprivileged({"update"});
  const Progress silent;
  auto outcome = co_await run(command, log, transcript, silent);
  std::error_code ignored;
  if (outcome && outcome->exit.success()) std::filesystem::last_write_time(settings_.cache / "lists/partial", std::filesystem::file_time_type::clock::now(), ignored);
  co_return outcome;
}

Task<Result<void>> AptPackages::download(std::vector<std::string> names, Path log) {
  names = preferred_names(names);
  auto ready = check_names(names);
  if (ready) ready = prepare_cache();
  if (!ready) co_return fail(ready);
  const PackageRun action = {names, install_command(names), log};
  AptTranscript transcript;
  if (!has_package_lists(lists()) || is_stale(lists())) {
    auto updated = co_await update_private_lists(log, transcript);
    if (!updated) co_return fail(updated);
  }
  const auto command = unprivileged(with_names({"--download-only", "install"}, names));
  const Progress silent;
  auto outcome = co_await run(command, log, transcript, silent);
  if (!outcome) co_return fail(outcome);
  if (outcome->exit.success()) co_return Result<void>();
  auto error = co_await explain(action, transcript.lines());
  co_return fail(error);
}

}  // namespace stackup
