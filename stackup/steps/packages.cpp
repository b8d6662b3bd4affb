// Installs what is missing, in one transaction: the one step that needs root.

#include "stackup/ports/packages.h"

#include "stackup/steps/kinds.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

class PackagesKind : public PlainKind {
 public:
  std::optional<std::string> probe(const Step& step, const StepContext& context) const override {
    const auto missing = context.ports.packages.missing(std::get<PackagesStep>(step.spec).names);
    if (missing && missing->empty()) return std::nullopt;
    return "packages are missing";
  }

  Description describe(const Step& step, const Ports& ports) const override {
    const auto missing = ports.packages.missing(std::get<PackagesStep>(step.spec).names);
    if (!missing || missing->empty()) return {};
    return {{}, ports.packages.install_command(*missing), ports.packages.install_script()};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto missing = context.ports.packages.missing(std::get<PackagesStep>(step.spec).names);
    if (!missing) co_return fail(missing);
    if (missing->empty()) co_return Outputs{};
    EventSink& events = context.events;
    const std::string id = step.id;
    std::function<void(const PackageProgress&)> progress = [&events, id](const PackageProgress& p) {
      [[maybe_unused]] const auto shown = events.emit(StepProgress{id, p.percent < 0 ? -1 : p.percent / 100.0, p.text, p.asks});
    };
    auto installed = co_await context.ports.packages.install(*missing, context.log_directory / "packages.log", std::move(progress));
    if (!installed) co_return fail(installed);
    for (const auto& name : *installed) {
      const ThingMade made{"package", name, step.id};
      auto noted = events.emit(made);
      if (!noted) co_return fail(noted);
    }
    co_return Outputs{{"new", std::to_string(installed->size())}};
  }

  Task<Result<void>> verify(const Step& step, StepContext context) const override {
    const auto missing = context.ports.packages.missing(std::get<PackagesStep>(step.spec).names);
    if (!missing) co_return fail(missing);
    if (missing->empty()) co_return Result<void>{};
    co_return fail(Error(ErrorCode::package_failed, fmt::format("{} is still not installed", missing->front())));
  }
};

}  // namespace

const StepKind& packages_kind() {
  static const PackagesKind kind;
  return kind;
}

}  // namespace stackup
