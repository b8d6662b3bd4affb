// The data of the whole stack, kept for `reset --data`.

#include "stackup/ports/packages.h"
#include "stackup/snapshot/take_snapshot.h"
#include "stackup/steps/kinds.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

/// Nobody has had a running stack since the first of its data was made, so there is nothing of anybody's in it.
bool is_fresh(const CheckpointStep& checkpoint, const StepContext& context) {
  return !context.now().things.contains({data_in_use, checkpoint.state.parent_path().string()});
}

class Checkpoint : public PlainKind {
 public:
  Description describe(const Step&, const Ports&) const override { return {{}, {}, "for `stackup reset --data`"}; }

  /// A stack without a checkpoint is as good as any; only its next reset takes longer.
  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    if (!is_fresh(std::get<CheckpointStep>(step.spec), context)) co_return Outputs{{"kept", "no"}};
    auto request = request_for(step, context);
    if (!request) co_return fail(request);
    auto taken = co_await take_snapshot(std::move(*request), context.ports);
    if (taken) co_return Outputs{{"kept", "yes"}};
    const Notice notice{fmt::format("no checkpoint was kept, so `stackup reset --data` will make the data anew: {} ({})", taken.error().what(), taken.error().why())};
    auto told = context.events.emit(notice);
    if (!told) co_return fail(told);
    co_return Outputs{{"kept", "no"}};
  }

  Task<Result<void>> undo(const Step& step, StepContext context) const override {
    Snapshots snapshots(std::get<CheckpointStep>(step.spec).state, context.ports.files);
    auto removed = co_await snapshots.remove(std::string(first_start));
    co_return removed;
  }

 private:
  static Result<SnapshotRequest> request_for(const Step& step, const StepContext& context) {
    const auto& checkpoint = std::get<CheckpointStep>(step.spec);
    auto records = records_of(step.rests_on, context.now());
    if (records.size() != step.rests_on.size()) return fail(Error(ErrorCode::bug, "the checkpoint came before a step that it rests on"));
    const auto versions = context.ports.packages.versions(checkpoint.packages);
    if (!versions) return fail(versions);
    SnapshotRequest request{checkpoint.state, {}, checkpoint.parts};
    request.snapshot.name = first_start;
    request.snapshot.packages = *versions;
    request.snapshot.steps = std::move(records);
    return request;
  }
};

}  // namespace

const StepKind& checkpoint_kind() {
  static const Checkpoint kind;
  return kind;
}

}  // namespace stackup
