#include "stackup/cli/reset.h"

#include "stackup/base/text.h"
#include "stackup/cli/all_verbs.h"
#include "stackup/cli/on_workspace.h"
#include "stackup/cli/outcome.h"
#include "stackup/cli/prepare.h"
#include "stackup/cli/put_back.h"
#include "stackup/cli/snapshot.h"
#include "stackup/cli/trust.h"
#include "stackup/cli/up.h"
#include "stackup/cli/world.h"
#include "stackup/engine/leftovers.h"
#include "stackup/ports/files.h"
#include "stackup/ports/repositories.h"
#include "stackup/ports/supervision.h"
#include "stackup/ports/terminal.h"
#include "stackup/store/port_registry.h"
#include "stackup/store/run_directory.h"
#include "stackup/ui/human.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

class Resetter {
 public:
  Resetter(Session& session, ResetRequest request, const Arguments& arguments, World& world, Flag& stop)
      : session_(session), kind_(request.kind), request_(std::move(request)), arguments_(arguments), world_(world), stop_(stop), supervision_(session.adapters->ports().supervision) {}

  Task<int> run() {
    const auto lock = RunDirectory(session_.place.state()).lock("reset");
    if (!lock) co_return told(lock.error());
    if (auto trusted = require_trust(session_, arguments_, world_); !trusted) co_return told(trusted.error());
    co_await supervision_.settle();
    auto surveyed = co_await survey_session(session_, world_);
    if (!surveyed) co_return told(surveyed.error());
    if (auto planned = plan(); !planned) co_return told(planned.error());
    auto safe = co_await guard_local_work();
    if (!safe) co_return told(safe.error());
    if (auto agreed = confirm(); !agreed) co_return told(agreed.error());
    const bool was_running = is_anything_running();
    auto done = co_await carry_out();
    if (!done) co_return told(done.error());
    const int code = co_await go_on(was_running);
    co_return code;
  }

 private:
  /// What ran before is brought up again, unless the workspace itself is gone.
  Task<int> go_on(bool was_running) {
    if (kind_ == ResetKind::all) {
      const int code = co_await forget_workspace();
      co_return code;
    }
    if (!was_running) {
      world_.console().err("Done. Nothing was running, so nothing was started: stackup up.\n");
      co_return 0;
    }
    std::vector<Event> nothing;
    const int code = co_await bring_up(session_, std::move(nothing), arguments_, world_, stop_);
    co_return code;
  }

  Result<void> plan() {
    const auto units = chosen_units();
    if (!units) return fail(units);
    is_whole_ = units->empty();
    plan_ = plan_reset(session_, kind_, *units);
    return choose_snapshot();
  }

  /// A part of the stack is no moment that a snapshot could be of.
  Result<void> choose_snapshot() {
    if (kind_ != ResetKind::data || !is_whole_) return {};
    const Snapshots snapshots(session_.place.state(), world_.files());
    auto found = snapshots.find(request_.snapshot.value_or(std::string(first_start)));
    if (!found && !request_.snapshot) return {};
    if (!found) return fail(found);
    if (auto here = check_data_is_here(session_); !here) return request_.snapshot ? here : Result<void>{};
    comes_back_.emplace(session_, std::move(*found), world_);
    if (!request_.snapshot) changed_ = comes_back_->change_since();
    if (!changed_.empty()) comes_back_.reset();
    return {};
  }

  int told(const Error& error) { return tell(error, session_.recipes.sources, format_of(arguments_), world_.console()); }

  Result<std::vector<std::string>> chosen_units() const {
    std::vector<std::string> units;
    for (const auto& word : request_.words) {
      if (session_.stack.find(word)) {
        units.push_back(word);
      } else if (word != session_.place.workspace.filename().string()) {
        return fail(Error(ErrorCode::unknown_unit, fmt::format("there is no unit '{}' in this workspace", word)).try_("stackup status lists them"));
      }
    }
    // The workspace's name means all of it, also where a unit has the same name.
    if (units.size() == 1 && units.front() == session_.place.workspace.filename().string()) units.clear();
    return units;
  }

  bool is_anything_running() const {
    return std::any_of(session_.processes.begin(), session_.processes.end(), [](const ProcessStatus& p) { return p.pid != 0; });
  }

  /// Uncommitted and unpushed work is looked for before anything is done.
  Task<Result<void>> guard_local_work() {
    Error error(ErrorCode::work_would_be_lost, "work that exists nowhere else would be lost");
    for (const Step* step : plan_.checkouts) {
      const auto directory = std::get<FetchStep>(step->spec).request.directory;
      const auto state = co_await world_.repositories().inspect(directory);
      if (!state || !state->has_local_work()) continue;
      worked_on_.push_back(directory);
      std::vector<std::string> what;
      if (state->modified) what.push_back("uncommitted changes");
      if (state->stashed) what.push_back("stashes");
      if (!state->unpushed.empty()) what.push_back(fmt::format("unpushed commits on {}", join(state->unpushed, ", ")));
      error.note(fmt::format("{}: {}", directory.string(), join(what, ", ")));
    }
    if (worked_on_.empty() || arguments_.has("--discard-my-work")) co_return Result<void>{};
    error.try_("commit and push it").try_("--discard-my-work removes it from the checkout, and leaves a backup first");
    co_return fail(error);
  }

  void list(const std::string& line) { world_.console().err(fmt::format("  {}\n", line)); }

  /// What steps have put into checkouts; in one of the user's own nothing else goes.
  void list_things_in_checkouts() {
    for (const auto& [kind, name] : session_.state.things) {
      if (name.starts_with(session_.place.state().string() + "/")) continue;
      if (kind == "node_modules") list("packages   " + name);
      if (kind == "file") list("file       " + name);
    }
  }

  std::string described(const Snapshot& snapshot) const {
    const auto age = human_age(std::chrono::duration_cast<Duration>(world_.clock().wall_now() - snapshot.at));
    const auto what = snapshot.name == first_start ? std::string("the data as after the first start") : fmt::format("the data of the snapshot {}", snapshot.name);
    return fmt::format("{} ({} ago, {})", what, age, human_bytes(snapshot.bytes));
  }

  void list_what_goes() {
    world_.console().err("This goes:\n");
    for (const auto& directory : plan_.directories)
      if (!world_.files().list(directory).empty()) list(fmt::format("data       {} ({})", directory.string(), human_bytes(world_.files().size_of(directory))));
    for (const Step* step : plan_.claims) list(fmt::format("contents   {}", step->title));
    for (const Step* step : plan_.checkouts) list(fmt::format("checkout   {}", std::get<FetchStep>(step->spec).request.directory.string()));
    if (kind_ == ResetKind::all) list_things_in_checkouts();
    if (kind_ == ResetKind::all) list(fmt::format("state      {} (logs, secrets, virtual environments, rendered files)", session_.place.state().string()));
    if (comes_back_) list("comes back " + described(comes_back_->snapshot()));
    if (!changed_.empty()) list(fmt::format("made anew  the data: the checkpoint is not used, because {} since", changed_));
    for (const auto& kept : plan_.kept) list("stays      " + kept);
    list("stays      packages that were installed");
  }

  Result<void> confirm() {
    if (format_of(arguments_) == Format::text) list_what_goes();
    if (arguments_.has("--yes") || world_.terminal().confirm(comes_back_ ? "Replace it?" : "Remove it?")) return {};
    if (world_.terminal().can_ask()) return fail(Error(ErrorCode::interrupted, "nothing was removed").because("the answer was no"));
    return fail(Error(ErrorCode::needs_confirmation, "reset removes things, and there is nobody to ask").try_("add -y"));
  }

  Task<Result<void>> carry_out() {
    if (comes_back_) {
      auto prepared = co_await comes_back_->prepare();
      if (!prepared) co_return prepared;
    }
    auto journal = RunDirectory(session_.place.state()).begin_run(world_.clock());
    if (!journal) co_return fail(journal);
    auto gone = co_await replace(**journal);
    co_return gone;
  }

  Result<void> tell_what_is_forgotten(EventSink& events) {
    if (auto told = events.emit(RunStarted{"reset", session_.place.remembered.targets, STACKUP_VERSION}); !told) return told;
    for (const auto& id : plan_.forgotten)
      if (auto told = events.emit(StepForgotten{id, "reset"}); !told) return told;
    const bool is_as_new = kind_ == ResetKind::data && is_whole_ && !request_.snapshot;
    return is_as_new ? events.emit(ThingRemoved{data_in_use, session_.place.workspace.string()}) : Result<void>{};
  }

  Task<Result<void>> replace(EventSink& events) {
    if (auto told = tell_what_is_forgotten(events); !told) co_return told;
    auto stopped = co_await stop_processes();
    if (!stopped) co_return stopped;
    auto emptied = co_await empty_claims(events);
    if (!emptied) co_return emptied;
    auto undone = co_await undo_in_checkouts(events);
    if (!undone) co_return undone;
    auto removed = co_await remove_directories(events);
    if (!removed) co_return removed;
    if (comes_back_) {
      auto back = co_await comes_back_->carry_out(events);
      if (!back) co_return back;
    }
    auto gone = co_await remove_checkouts(events);
    co_return gone;
  }

  Task<Result<void>> stop_processes() {
    if (kind_ != ResetKind::all && plan_.processes.empty()) co_return Result<void>{};  // to name none would mean all
    auto stop = kind_ == ResetKind::all ? supervision_.shut_down() : supervision_.stop(plan_.processes);
    auto stopped = co_await std::move(stop);
    if (!stopped) co_return stopped;
    // A supervisor that was killed meanwhile has stopped nothing, and no database may run on over data that is removed.
    const Ports& ports = session_.adapters->ports();
    for (const auto& id : plan_.processes) {
      co_await end_leftovers(mark_of(session_.place.state(), Marked::process, id), ports.processes, ports.clock);
    }
    co_return Result<void>{};
  }

  /// What was claimed at services that stay: their offer's own reset, or drop and (at the next up) create.
  Task<Result<void>> empty_claims(EventSink& events) {
    if (kind_ == ResetKind::all) co_return Result<void>{};
    for (const Step* step : plan_.claims) {
      auto emptied = co_await reset_claim(*step, session_.context(events));
      if (!emptied) co_return emptied;
    }
    co_return Result<void>{};
  }

  /// What steps have put into checkouts, which may be the user's own and then stay.
  Task<Result<void>> undo_in_checkouts(EventSink& events) {
    if (kind_ != ResetKind::all) co_return Result<void>{};
    for (const auto& step : session_.steps) {
      if (!std::holds_alternative<FileStep>(step.spec) && !std::holds_alternative<NodeStep>(step.spec)) continue;
      auto undone = co_await kind_of(step.spec).undo(step, session_.context(events));
      if (!undone) co_return undone;
    }
    co_return Result<void>{};
  }

  Task<Result<void>> remove_directories(EventSink& events) {
    for (const auto& directory : plan_.directories) {
      auto removed = co_await world_.files().remove_tree(directory);
      if (!removed) co_return removed;
      if (auto told = events.emit(ThingRemoved{"data", directory.string()}); !told) co_return told;
    }
    co_return Result<void>{};
  }

  Task<Result<void>> remove_checkouts(EventSink& events) {
    for (const Step* step : plan_.checkouts) {
      const auto directory = std::get<FetchStep>(step->spec).request.directory;
      if (std::find(worked_on_.begin(), worked_on_.end(), directory) != worked_on_.end()) {
        auto backup = co_await world_.repositories().back_up(directory, session_.place.workspace / "backups", "reset");
        if (!backup) co_return fail(backup);
        world_.console().err(fmt::format("Your work in {} is kept: {}\n", directory.string(), *backup));
      }
      auto removed = co_await world_.files().remove_tree(directory);
      if (!removed) co_return removed;
      if (auto told = events.emit(ThingRemoved{"checkout", directory.string()}); !told) co_return told;
    }
    co_return Result<void>{};
  }

  Task<int> forget_workspace() {
    auto removed = co_await world_.files().remove_tree(session_.place.state());
    if (!removed) co_return told(removed.error());
    std::error_code error;
    std::filesystem::remove_all(session_.assignments.layout.runtime, error);
    if (auto freed = PortRegistry(world_.state_directory() / "ports").keep(session_.place.workspace, {}); !freed) co_return told(freed.error());
    world_.console().err("Done: everything that stackup made here is gone. `stackup up NAME` begins anew.\n");
    co_return 0;
  }

  Session& session_;
  ResetKind kind_;
  ResetRequest request_;
  const Arguments& arguments_;
  World& world_;
  Flag& stop_;
  Supervision& supervision_;
  ResetPlan plan_;
  bool is_whole_ = false;              ///< no unit was named
  std::optional<PutBack> comes_back_;
  std::string changed_;                ///< why the checkpoint is not used
  std::vector<std::filesystem::path> worked_on_;
};

Result<ResetKind> kind_of_reset(const Arguments& arguments) {
  const int given = static_cast<int>(arguments.has("--data")) + static_cast<int>(arguments.has("--code")) + static_cast<int>(arguments.has("--all"));
  if (given != 1) {
    return fail(Error(ErrorCode::bad_usage, "reset wants to know what to reset").because(fmt::format("{} of --data, --code and --all were given", given)).try_("stackup reset --data: databases and the like, back to the first start"));
  }
  return arguments.has("--data") ? ResetKind::data : arguments.has("--code") ? ResetKind::code : ResetKind::all;
}

int run(const Arguments& arguments, World& world) {
  const auto kind = kind_of_reset(arguments);
  if (!kind) return tell(kind.error(), Sources{}, format_of(arguments), world.console());
  return on_workspace(arguments, world, [&](Session& session, Flag& stop) -> Task<int> {
    ResetRequest request{*kind, session.place.words, std::nullopt};
    const int result = co_await reset_session(session, std::move(request), arguments, world, stop);
    co_return result;
  });
}

}  // namespace

Task<int> reset_session(Session& session, ResetRequest request, const Arguments& arguments, World& world, Flag& stop) {
  Resetter resetter(session, std::move(request), arguments, world, stop);
  const int result = co_await resetter.run();
  co_return result;
}

Verb reset_verb() {
  return {.name = "reset",
          .group = VerbGroup::change,
          .summary = "Go back to the state right after the first start",
          .description = "Lists what goes and asks. Only what stackup made is ever removed; uncommitted or unpushed work never without --discard-my-work, and then a backup is left. "
                         "What was running is brought up again, except after --all. With --data and no name the data comes from the checkpoint that the first `up` has kept, unless a "
                         "recipe, a migration or a package has changed since.",
          .positionals = {{"NAME", "Only these units", 0, -1, Completes::units}},
          .options = {{"--data", "", "", "Databases and other data of services and projects"},
                      {"--code", "", "", "Checkouts: cloned anew"},
                      {"--all", "", "", "Everything that stackup made here, but installed packages"},
                      {"--discard-my-work", "", "", "With --code or --all: also local work, after a backup"},
                      {"--yes", "-y", "", "Do not ask"}},
          .examples = {{"stackup reset --data", "The databases as after the first up, in about a second."}, {"stackup reset guestbook --data", "Only what guestbook claimed."}},
          .run = run};
}

}  // namespace stackup
