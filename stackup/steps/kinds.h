#pragma once
// The kinds, one function for each file.

#include "stackup/ports/processes.h"
#include "stackup/steps/step_kind.h"

namespace stackup {

[[nodiscard]] const StepKind& fetch_kind();
[[nodiscard]] const StepKind& pull_kind();
[[nodiscard]] const StepKind& packages_kind();
[[nodiscard]] const StepKind& file_kind();
[[nodiscard]] const StepKind& python_kind();
[[nodiscard]] const StepKind& node_kind();
[[nodiscard]] const StepKind& cmake_kind();
[[nodiscard]] const StepKind& make_kind();
[[nodiscard]] const StepKind& run_kind();
[[nodiscard]] const StepKind& claim_kind();
[[nodiscard]] const StepKind& start_kind();
[[nodiscard]] const StepKind& ready_kind();
[[nodiscard]] const StepKind& answers_kind();
[[nodiscard]] const StepKind& smoke_kind();
[[nodiscard]] const StepKind& checkpoint_kind();

/// The command that puts a python step's dependencies into its `wheels`, for `stackup fetch`.
[[nodiscard]] RunRequest wheel_download(const PythonStep& python);

/// Puts what a node step will install into npm's shared cache, for `stackup fetch`: runs no script and leaves the checkout as it is.
Task<Result<void>> fetch_node_packages(const Step& step, StepContext context);

/// For kinds that leave nothing to look at or to remove.
class PlainKind : public StepKind {
 public:
  [[nodiscard]] std::optional<std::string> probe(const Step&, const StepContext&) const override { return std::nullopt; }
  [[nodiscard]] std::vector<std::filesystem::path> input_files(const Step&, const Files&) const override { return {}; }
  [[nodiscard]] Description describe(const Step&, const Ports&) const override { return {}; }
  Task<Result<void>> verify(const Step&, StepContext) const override { co_return Result<void>{}; }
  Task<Result<void>> undo(const Step&, StepContext) const override { co_return Result<void>{}; }
};

/// For kinds whose probe looks at the result alone, and so can be asked right after apply.
class ProbedKind : public PlainKind {
 public:
  Task<Result<void>> verify(const Step& step, StepContext context) const override;
};

}  // namespace stackup
