#include "stackup/cli/missing.h"

#include "stackup/base/text.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/repositories.h"
#include "stackup/ports/files.h"

#include <fmt/format.h>

namespace stackup {
namespace {

std::string missing_of(const PlannedAction& action, const Session& session) {
  const Ports& ports = session.adapters->ports();
  if (std::holds_alternative<PullStep>(action.step.spec)) return "--pull contacts remotes";
  if (const auto* fetch = std::get_if<FetchStep>(&action.step.spec)) {
    const auto& request = fetch->request;
    if (request.url.empty() || !ports.repositories.head_of(request.directory).empty() || ports.repositories.is_cached(request)) return {};
    return fmt::format("repository {}", request.url);
  }
  if (const auto* python = std::get_if<PythonStep>(&action.step.spec); python && !python->index.empty() && ports.files.list(python->wheels).empty()) return fmt::format("{} installs from {}", action.step.id, python->index);
  if (std::holds_alternative<NodeStep>(action.step.spec) && ports.files.list(session.options.npm_cache / "_cacache").empty()) return fmt::format("{} installs what its lock file says", action.step.id);
  return {};
}

/// Packages that are neither installed nor downloaded.
Task<std::string> missing_packages(const Session& session, const PackagesStep& step) {
  Packages& packages = session.adapters->ports().packages;
  const auto missing = packages.missing(step.names);
  if (!missing || missing->empty()) co_return std::string();
  const auto plan = co_await packages.simulate(*missing);
  if (plan && plan->unknown.empty() && !plan->lists_missing && plan->download_bytes == 0) co_return std::string();
  co_return "packages " + join(*missing, " ");
}

}  // namespace

Task<Result<void>> check_nothing_missing(const Session& session, const Plan& plan) {
  Error error(ErrorCode::offline_missing, "not everything is here, and --offline forbids to get it");
  for (const auto& action : plan.actions) {
    if (action.decision == Decision::up_to_date) continue;
    std::string what = missing_of(action, session);
    if (const auto* packages = std::get_if<PackagesStep>(&action.step.spec)) {
      what = co_await missing_packages(session, *packages);
    }
    if (!what.empty()) error.note(std::move(what));
  }
  if (error.notes().empty()) co_return Result<void>{};
  error.try_("stackup fetch gets everything while there is a network");
  co_return fail(error);
}

}  // namespace stackup
