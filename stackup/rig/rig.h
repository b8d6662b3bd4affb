#pragma once
// Tries every promise of one recipe with the real binary in a throw-away workspace, as its users would, and looks at the machine with eyes of its own.

#include "stackup/ports/clock.h"
#include "stackup/ports/witness.h"
#include "stackup/recipe/recipe.h"
#include "stackup/rig/card.h"
#include "stackup/rig/dependants.h"
#include "stackup/rig/measures.h"
#include "stackup/rig/throwaway.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

struct RigTools {
  WritableFiles& files;
  Processes& processes;
  Clock& clock;
  Witness& witness;
};

/// Whether files that appear in /tmp and the like while the rig is at work are the recipe's beyond doubt.
enum class Company { others_may_be_at_work, alone };

struct RigOptions {
  Company company = Company::others_may_be_at_work;
  std::string distribution_package;        ///< whose version stands on the card; empty: none
  std::function<bool()> should_stop;       ///< asked between the promises; then everything is taken down. May be empty
  std::function<void(Promise)> on_promise; ///< told before each is tried. May be empty
};

class Rig {
 public:
  Rig(const Recipe& recipe, Throwaway& throwaway, RigTools tools, RigOptions options);

  /// Leaves nothing running. The throw-away directory is the caller's to remove.
  Task<Card> run();

 private:
  using Trial = Task<void> (Rig::*)();

  // rig.cpp
  Task<void> prepare();
  Task<void> come_up();
  Task<void> pass_smoke();
  Task<void> be_settled();
  Task<void> survive_kills();
  Task<void> restart();
  Task<void> stay_local();
  Task<void> go_down();
  Task<void> look_for_files();
  struct FoundFiles {
    std::vector<std::string> certain;   ///< by the recipe
    std::vector<std::string> doubtful;  ///< maybe by another program
  };
  [[nodiscard]] FoundFiles files_outside() const;
  Task<void> take_version();
  Task<bool> kill_one(SeenStatus::OneProcess before);
  Task<std::optional<SeenStatus>> status(std::string workspace);
  [[nodiscard]] const Finding* finding(Promise promise) const;

  // kept_data.cpp
  Task<void> serve_two();
  Task<void> use_offers();
  Task<void> keep_apart();
  Task<void> reset_claim();
  Task<std::string> reset_one(const Dependant& first);
  Task<void> reset();
  Task<void> save();
  Task<void> restore();
  [[nodiscard]] bool has_lasting_data() const;
  /// Scripts of the trials, in the environment of the dependant. What went wrong; empty: all is well.
  Task<std::string> put(const Dependant& dependant);
  Task<std::string> put_and_get();
  Task<std::string> put_if_gone(const Dependant& dependant);
  Task<std::string> get(const Dependant& dependant);
  Task<std::string> expect_gone(const Dependant& dependant);
  /// What the first dependants have put is still there.
  Task<std::string> expect_kept();
  [[nodiscard]] std::vector<const Dependant*> dependants(DependantRole role) const;

  // other_workspaces.cpp
  Task<void> have_second_instance();
  Task<void> take_other_port();

  /// `detail` of a broken promise begins with a line that says it all.
  void note(Promise promise, Verdict verdict, std::string detail = {});
  /// Broken if `trouble` says something.
  void judge(Promise promise, const std::string& trouble, std::string detail_if_kept = {});
  [[nodiscard]] bool should_stop() const;

  const Recipe& recipe_;
  Throwaway& throwaway_;
  RigTools tools_;
  RigOptions options_;
  Card card_;
  std::vector<Dependant> dependants_;
  std::vector<Dependant> served_;  ///< the first and second ones, once they are up
  std::set<Path> shared_before_;
  std::set<Path> shared_used_;     ///< of what appeared since, what the recipe's processes were seen to use
};

}  // namespace stackup
