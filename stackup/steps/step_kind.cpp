#include "stackup/steps/step_kind.h"

#include "stackup/steps/kinds.h"

#include <fmt/format.h>

namespace stackup {

const StepKind& kind_of(const StepSpec& spec) {
  struct Find {
    const StepKind& operator()(const FetchStep&) const { return fetch_kind(); }
    const StepKind& operator()(const PullStep&) const { return pull_kind(); }
    const StepKind& operator()(const PackagesStep&) const { return packages_kind(); }
    const StepKind& operator()(const FileStep&) const { return file_kind(); }
    const StepKind& operator()(const PythonStep&) const { return python_kind(); }
    const StepKind& operator()(const NodeStep&) const { return node_kind(); }
    const StepKind& operator()(const CMakeStep&) const { return cmake_kind(); }
    const StepKind& operator()(const MakeStep&) const { return make_kind(); }
    const StepKind& operator()(const RunStep&) const { return run_kind(); }
    const StepKind& operator()(const ClaimStep&) const { return claim_kind(); }
    const StepKind& operator()(const StartStep&) const { return start_kind(); }
    const StepKind& operator()(const ReadyStep&) const { return ready_kind(); }
    const StepKind& operator()(const AnswersStep&) const { return answers_kind(); }
    const StepKind& operator()(const SmokeStep&) const { return smoke_kind(); }
    const StepKind& operator()(const CheckpointStep&) const { return checkpoint_kind(); }
  };
  return std::visit(Find{}, spec);
}

Task<Result<void>> ProbedKind::verify(const Step& step, StepContext context) const {
  const auto wrong = probe(step, context);
  if (wrong) co_return fail(Error(ErrorCode::step_failed, fmt::format("{}: {}", step.id, *wrong)));
  co_return Result<void>{};
}

}  // namespace stackup
