#pragma once
// Checkouts of git repositories.

#include "stackup/base/result.h"
#include "stackup/ports/revision.h"
#include "stackup/ports/task.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace stackup {

struct FetchProgress {
  std::uint64_t received_objects = 0;
  std::uint64_t total_objects = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t done_files = 0;   ///< checkout
  std::uint64_t total_files = 0;
};
using ProgressSink = std::function<void(const FetchProgress&)>;  ///< called on the loop, at most some times a second

struct CheckoutState {
  std::string commit;   ///< HEAD
  std::string branch;   ///< empty: detached
  bool modified = false;           ///< uncommitted changes, or untracked files that are not ignored
  std::vector<std::string> unpushed;  ///< local branches with commits that no remote-tracking branch contains
  bool stashed = false;

  [[nodiscard]] bool has_local_work() const { return modified || stashed || !unpushed.empty(); }
};

/// What an update of an existing checkout did.
struct UpdateOutcome {
  std::string from;
  std::string to;      ///< the same as `from`: nothing new
  std::string kept_because;  ///< not empty: fetched, but the checkout was left as it is, with this reason
};

class Repositories {
 public:
  virtual ~Repositories() = default;
  /// Makes the checkout, through the shared cache where there is one. `directory` must be absent or empty. On failure or cancellation nothing is left there.
  virtual Task<Result<CheckoutState>> clone(CheckoutRequest request, ProgressSink progress) = 0;
  /// Fetches, and moves the checkout forward only where no local change, commit or other branch stands in the way.
  virtual Task<Result<UpdateOutcome>> update(CheckoutRequest request, ProgressSink progress) = 0;
  /// Gets what a clone will need into the cache, makes no checkout.
  virtual Task<Result<void>> fetch_to_cache(CheckoutRequest request, ProgressSink progress) = 0;
  /// Whether the cache can serve `clone` without a network.
  [[nodiscard]] virtual bool is_cached(const CheckoutRequest& request) const = 0;
  /// Reads the checkout; contacts nobody. Fails if there is no repository at `directory`.
  virtual Task<Result<CheckoutState>> inspect(std::filesystem::path directory) = 0;
  /// HEAD's commit without libgit2, for no-op runs: reads .git/HEAD, the ref or packed-refs. Empty: no repository.
  [[nodiscard]] virtual std::string head_of(const std::filesystem::path& directory) const = 0;
  /// Keeps all local work (commits, changes, untracked files, stashes) reachable under refs/stackup/backup/NAME of a bare repository in the directory `into`;
  /// returns the backup's path and ref for the message.
  virtual Task<Result<std::string>> back_up(std::filesystem::path directory, std::filesystem::path into, std::string name) = 0;
};

}  // namespace stackup
