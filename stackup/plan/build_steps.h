#pragma once
// A resolved stack as steps, with all edges. Pure: the machine shows only through Assignments.

#include "stackup/plan/scope.h"
#include "stackup/plan/stack.h"
#include "stackup/plan/step.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stackup {

struct BuildOptions {
  std::string package_family;          ///< debian, …
  EnvironmentMap ambient;              ///< what every command gets: HOME, LANG, proxies, …
  std::string digest_key;
  std::filesystem::path cache;         ///< shared git cache; empty: none
  std::filesystem::path wheels;        ///< shared directory of fetched language packages
  std::filesystem::path npm_cache;     ///< shared cache of npm
  int build_jobs = 1;                  ///< how many commands of one build may run at a time
  std::set<std::string> at_hand;       ///< packages of toolchains that nobody needs to install, because their programs came to this machine in another way
  enum class Network { reachable, forbidden } network = Network::reachable;  ///< forbidden: --offline
  std::vector<std::pair<std::string, std::string>> mirrors;  ///< URL prefix → URL prefix, first match wins
  std::map<std::string, std::string> origins;  ///< the address of units whose recipe says `repository: .`, where stackup itself cloned them
  std::vector<std::string> in_place;   ///< units whose checkout is the user's own and is used as it is
  enum class Pull { no, yes } pull = Pull::no;
  enum class Smoke { no, yes } smoke = Smoke::yes;
};

/// The distribution packages that the whole stack wants, each once: those that recipes name and those that the kinds of their steps need. External units want none.
[[nodiscard]] std::vector<std::string> wanted_packages(const Stack& stack, const BuildOptions& options);

/// A package that a kind of step needs, and the program in it that the step starts.
struct ToolchainPackage {
  std::string name;
  std::string program;

  bool operator==(const ToolchainPackage&) const = default;
};
[[nodiscard]] std::vector<ToolchainPackage> toolchain_packages(const Unit& unit, const std::string& family);
/// PATH of every command, before what its unit puts in front.
inline constexpr std::string_view standard_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// In an order that honours `after`.
[[nodiscard]] std::vector<Step> build_steps(const Stack& stack, const Assignments& assignments, const BuildOptions& options);

/// The URL to fetch from: the first mirror whose prefix fits, else the URL itself.
[[nodiscard]] std::string mirrored(const std::string& url, const std::vector<std::pair<std::string, std::string>>& mirrors);

/// A command of the unit outside of any step: `stackup run`, `test`, `shell`. The program's arguments are left to the caller.
[[nodiscard]] Program unit_program(const Stack& stack, const Unit& unit, const Assignments& assignments, const BuildOptions& options);
/// Expanded words of a `run:`, or /bin/sh -eu -c for a `sh:`.
[[nodiscard]] std::vector<std::string> expand_command(const CommandTemplate& command, const Scope& scope);

}  // namespace stackup
