#pragma once
// What variables mean on this machine: the values that the survey found or chose, and the expansion of templates with them.

#include "stackup/base/result.h"
#include "stackup/plan/stack.h"
#include "stackup/ports/secrets.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace stackup {

/// Where the workspace keeps things. All absolute.
struct Layout {
  std::filesystem::path workspace;
  std::filesystem::path runtime;  ///< short directory for sockets
  std::map<std::string, std::filesystem::path> sources;  ///< --src NAME=DIR and in-place clones; the others are at workspace/src/NAME

  [[nodiscard]] std::filesystem::path state() const { return workspace / ".stackup"; }
  [[nodiscard]] std::filesystem::path source(const std::string& unit) const;
  [[nodiscard]] std::filesystem::path data(const std::string& unit) const { return state() / "data" / unit; }
  [[nodiscard]] std::filesystem::path run(const std::string& unit) const { return runtime / unit; }
  [[nodiscard]] std::filesystem::path logs(const std::string& unit) const { return state() / "logs" / unit; }
  [[nodiscard]] std::filesystem::path venv(const std::string& unit) const { return state() / "venv" / unit; }
  [[nodiscard]] std::filesystem::path build(const std::string& unit) const { return state() / "build" / unit; }
  [[nodiscard]] std::filesystem::path home(const std::string& unit) const { return state() / "home" / unit; }
  [[nodiscard]] std::filesystem::path file(const std::string& unit, const std::string& name) const { return state() / "files" / unit / name; }
  [[nodiscard]] std::filesystem::path secret(const SecretId& id) const { return state() / "secrets" / id.owner / id.name; }
};

/// Everything that expansion may need to know about this machine and workspace.
struct Assignments {
  Layout layout;
  std::map<std::pair<std::string, std::string>, int> ports;  ///< {unit, port name} → number
  std::map<SecretId, std::string> secrets;                    ///< those that exist already
  std::map<std::string, std::string> environment;             ///< for env.X
  std::string user;
};

struct Expanded {
  std::string text;
  bool has_secret = false;  ///< a secret's value is in the text
  bool is_complete = true;  ///< false: a secret that does not exist yet was left out
  std::vector<SecretId> secrets;  ///< all that were drawn on

  bool operator==(const Expanded&) const = default;
};
Expanded& operator+=(Expanded& text, const Expanded& more);

/// Which templates an expansion happens in; the variables of each differ (docs/recipes.md).
class Scope {
 public:
  Scope(const Stack& stack, const Unit& unit, const Assignments& assignments);
  /// For an instance of a process of the unit.
  [[nodiscard]] Scope for_instance(std::string process, std::string instance) const;
  /// For an offer's actions, exports and env on behalf of `claim` of `claimant`; this scope is the provider's.
  [[nodiscard]] Scope for_claim(const Unit& claimant, const Claim& claim) const;

  /// For the `env` of a need, which may name the exports of what it claims.
  [[nodiscard]] Scope with_exports(const Claim& claim) const;

  /// resolve() has checked that every name has a meaning, so this can't fail for a resolved stack.
  [[nodiscard]] Expanded expand(const Template& text) const;
  /// What one variable means here; nothing for a name without a meaning.
  [[nodiscard]] std::optional<Expanded> lookup(const std::string& name) const;
  [[nodiscard]] const Unit& unit() const { return *unit_; }
  [[nodiscard]] const Assignments& assignments() const { return *assignments_; }
  [[nodiscard]] const Stack& stack() const { return *stack_; }

 private:
  using Meaning = std::optional<Expanded>;
  [[nodiscard]] Scope deeper() const;
  [[nodiscard]] Meaning plain(const std::string& name) const;
  [[nodiscard]] Meaning port(const std::string& name) const;
  [[nodiscard]] Meaning secret(const std::string& name) const;
  [[nodiscard]] Meaning own_secret(const std::string& name) const;
  [[nodiscard]] Meaning file(const std::string& name) const;
  [[nodiscard]] Meaning parameter(const std::string& name) const;
  [[nodiscard]] Meaning instance(const std::string& name) const;
  [[nodiscard]] Meaning exported(const std::string& name) const;
  [[nodiscard]] Meaning need(const std::string& name) const;

  const Stack* stack_;
  const Unit* unit_;
  const Assignments* assignments_;
  std::string process_;
  std::string instance_;
  const Unit* claimant_ = nullptr;
  const Claim* claim_ = nullptr;
  const Claim* exports_of_ = nullptr;
  int depth_ = 0;  ///< of expansions within expansions, so that even a stack with a circle in it (which resolve refuses) ends
};

/// The export `name` of `claim`, as `claimant` sees it.
[[nodiscard]] Expanded claim_export(const Stack& stack, const Assignments& assignments, const Unit& claimant, const Claim& claim, const std::string& name);
/// The secret of a claim: owner UNIT/ALIAS.
[[nodiscard]] SecretId claim_secret(const Unit& claimant, const Claim& claim, const std::string& name);
/// What the claimant's environment gets from one claim.
[[nodiscard]] std::map<std::string, Expanded> claim_environment(const Stack& stack, const Assignments& assignments, const Unit& claimant, const Claim& claim);
/// What the unit itself adds to the environment: its claims' variables, then its own `env`, which wins.
[[nodiscard]] std::map<std::string, Expanded> unit_environment(const Scope& scope);
/// Where a file of the scope's unit is put.
[[nodiscard]] std::filesystem::path file_path(const Scope& scope, const std::string& name);
/// A rendered file: its text with all variables put in (ini, yaml and json written in their formats).
[[nodiscard]] Expanded render_file(const FileSpec& file, const Scope& scope);

}  // namespace stackup
