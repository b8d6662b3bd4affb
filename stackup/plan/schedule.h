#pragma once
// Which steps may begin now. Pure bookkeeping over the graph: the engine asks for work and tells what ended.

#include "stackup/plan/plan.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stackup {

class Schedule {
 public:
  /// Of the plan's steps that are not up to date.
  explicit Schedule(const Plan& plan);

  /// Of the steps that may begin now the one on which the longest work waits, by what each usually takes, and of equal ones the first in plan order; it
  /// counts as begun. Nothing: all are begun, or wait for others.
  [[nodiscard]] std::optional<std::string> next();
  /// The step succeeded: what waits for it may go on.
  void finish(const std::string& id);
  /// The step failed: all that needs it can't be done. Returns those, each with the id of the step that it waited for, in plan order.
  std::vector<std::pair<std::string, std::string>> fail(const std::string& id);
  /// No step is left that has not begun.
  [[nodiscard]] bool is_empty() const { return waiting_.empty(); }

 private:
  std::vector<std::string> order_;                        ///< of the plan
  std::vector<std::string> by_urgency_;                   ///< the same steps, as next() prefers them
  std::map<std::string, std::set<std::string>> waiting_;  ///< step → what it still waits for
};

}  // namespace stackup
