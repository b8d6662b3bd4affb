#include "stackup/steps/command.h"

#include "stackup/base/text.h"
#include "stackup/ports/files.h"
#include "stackup/steps/expectation.h"
#include "stackup/steps/inputs.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

std::string command_text(const Program& program) {
  constexpr std::size_t longest = 160;
  auto text = shell_quoted(program.arguments);
  if (text.size() > longest) text = text.substr(0, longest) + " …";
  return text;
}

Error failed(const CommandRequest& request, const std::string& step, const RunOutcome& outcome) {
  if (outcome.timed_out) {
    return Error(ErrorCode::step_timeout, fmt::format("{} took longer than {}", step, to_string(request.timeout)))
        .because(fmt::format("the command was stopped: {}", command_text(request.program)))
        .log(request.log.string(), outcome.tail);
  }
  return Error(request.failure, fmt::format("{} failed", step))
      .because(fmt::format("{} of: {}", to_string(outcome.exit), command_text(request.program)))
      .log(request.log.string(), outcome.tail);
}

bool ended_well(const CommandRequest& request, const RunOutcome& outcome) {
  return !outcome.timed_out && outcome.exit.known && outcome.exit.signal == 0 && outcome.exit.code == request.exit;
}

}  // namespace

Task<Result<std::string>> run_command(CommandRequest request, std::string step, StepContext context) {
  RunRequest run;
  run.program = with_resolved_path(request.program, context.ports.files);
  run.log = request.log;
  run.mark = context.mark(step);
  run.timeout = request.timeout;
  EventSink& events = context.events;
  run.on_line = [&events, &step](const std::string& line) { [[maybe_unused]] const auto shown = events.emit(StepProgress{step, -1, line}); };
  auto outcome = co_await context.ports.processes.run(std::move(run));
  if (!outcome) {
    Error error(outcome.error().code(), fmt::format("{}: {}", step, outcome.error().what()));
    error.because(outcome.error().why());
    co_return fail(error);
  }
  if (!ended_well(request, *outcome)) co_return fail(failed(request, step, *outcome));
  if (const auto wrong = mismatch(request.expect, outcome->output)) {
    Error error(request.failure == ErrorCode::step_failed ? ErrorCode::unexpected_output : request.failure, fmt::format("{} gave an unexpected answer", step));
    error.because(*wrong).log(request.log.string(), outcome->tail);
    co_return fail(error);
  }
  co_return std::move(outcome->output);
}

}  // namespace stackup
