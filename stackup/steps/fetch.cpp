// Makes a project's checkout. An existing repository at its place is used as it is, whoever made it.

#include "stackup/base/text.h"
#include "stackup/ports/files.h"
#include "stackup/ports/repositories.h"
#include "stackup/steps/kinds.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

double fraction_of(const FetchProgress& progress) {
  if (progress.total_files > 0) return 0.9 + 0.1 * static_cast<double>(progress.done_files) / static_cast<double>(progress.total_files);
  if (progress.total_objects > 0) return 0.9 * static_cast<double>(progress.received_objects) / static_cast<double>(progress.total_objects);
  return -1;
}

std::string text_of(const FetchProgress& progress) {
  if (progress.total_files > 0) return fmt::format("checking out {} of {} files", progress.done_files, progress.total_files);
  return fmt::format("{} of {} objects, {:.1f} MB", progress.received_objects, progress.total_objects, static_cast<double>(progress.received_bytes) / 1e6);
}

class Fetch : public PlainKind {
 public:
  std::optional<std::string> probe(const Step& step, const StepContext& context) const override {
    const auto& directory = std::get<FetchStep>(step.spec).request.directory;
    if (!context.ports.repositories.head_of(directory).empty()) return std::nullopt;
    return fmt::format("there is no checkout at {}", directory.string());
  }

  Description describe(const Step& step, const Ports&) const override {
    const auto& request = std::get<FetchStep>(step.spec).request;
    if (request.url.empty()) return {{}, {}, fmt::format("{} is used as it is", request.directory.string())};
    const auto mirror = request.fetch_url == request.url ? std::string() : fmt::format(" from the mirror {}", request.fetch_url);
    return {{}, {}, fmt::format("{} of {}{} into {}", to_string(request.revision), request.url, mirror, request.directory.string())};
  }

  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const CheckoutRequest& request = std::get<FetchStep>(step.spec).request;
    if (!context.ports.repositories.head_of(request.directory).empty()) co_return outputs(request, context);
    if (request.url.empty() || !context.ports.files.list(request.directory).empty()) co_return fail(in_the_way(request));
    EventSink& events = context.events;
    const std::string id = step.id;
    ProgressSink progress = [&events, id](const FetchProgress& p) { [[maybe_unused]] const auto shown = events.emit(StepProgress{id, fraction_of(p), text_of(p)}); };
    auto cloned = co_await context.ports.repositories.clone(request, std::move(progress));
    if (!cloned) co_return fail(cloned);
    auto noted = context.events.emit(ThingMade{"checkout", request.directory.string(), step.id});
    if (!noted) co_return fail(noted);
    co_return outputs(request, context);
  }

  /// A checkout holds work; only `reset --code` removes one, after it has looked at that.
  Task<Result<void>> undo(const Step&, StepContext) const override { co_return Result<void>{}; }

 private:
  static Outputs outputs(const CheckoutRequest& request, const StepContext& context) {
    return {{"commit", context.ports.repositories.head_of(request.directory)}};
  }

  static Error in_the_way(const CheckoutRequest& request) {
    const auto directory = request.directory.string();
    if (request.url.empty()) {
      return Error(ErrorCode::checkout_in_the_way, fmt::format("{} is not a git checkout", directory)).because("it was given with --src, or holds the recipe");
    }
    return Error(ErrorCode::checkout_in_the_way, fmt::format("the place of the checkout is taken: {}", directory))
        .because("the directory is not empty and is not a git repository; stackup did not make it")
        .try_(fmt::format("move it away: mv {0} {0}.old", shell_quoted(directory)))
        .try_("use a clone that you have: --src NAME=DIR");
  }
};

}  // namespace

const StepKind& fetch_kind() {
  static const Fetch kind;
  return kind;
}

}  // namespace stackup
