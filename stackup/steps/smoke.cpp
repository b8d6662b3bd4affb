#include "stackup/steps/smoke.h"

#include "stackup/ports/network.h"
#include "stackup/steps/ask_port.h"
#include "stackup/steps/command.h"
#include "stackup/steps/expectation.h"
#include "stackup/steps/kinds.h"

#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

Error wrong_answer(const SmokeCheck& check, const std::string& unit, std::string why) {
  return Error(ErrorCode::smoke_failed, fmt::format("smoke check '{}' of {} failed", check.name, unit)).because(std::move(why));
}

std::string unit_of(const std::string& step) { return step.substr(0, step.find('/')); }

class Checker {
 public:
  Checker(const SmokeCheck& check, const std::filesystem::path& log, const std::string& step, StepContext context)
      : check_(check), log_(log), step_(step), context_(context) {}

  Task<Result<void>> operator()(const Program& program) {
    CommandRequest request;
    request.program = program;
    request.expect = check_.expect;
    request.exit = check_.exit;
    request.log = log_;
    request.timeout = check_.timeout;
    request.failure = ErrorCode::smoke_failed;
    auto output = co_await run_command(std::move(request), step_, context_);
    if (output) co_return Result<void>{};
    auto error = wrong_answer(check_, unit_of(step_), output.error().why());
    error.log(output.error().log_path(), output.error().log_tail());
    co_return fail(error);
  }

  Task<Result<void>> operator()(const std::string& url) {
    const auto reply = co_await context_.ports.network.http_get(url, check_.timeout);
    if (!reply) co_return fail(wrong_answer(check_, unit_of(step_), fmt::format("{}: {}", url, reply.error().why())));
    if (reply->status != check_.status) co_return fail(wrong_answer(check_, unit_of(step_), fmt::format("{} answered {}, expected {}", url, reply->status, check_.status)));
    if (const auto wrong = mismatch(check_.expect, reply->body)) co_return fail(wrong_answer(check_, unit_of(step_), fmt::format("{}: {}", url, *wrong)));
    co_return Result<void>{};
  }

  Task<Result<void>> operator()(const TcpProbe& probe) {
    const auto answered = co_await ask_port(probe, context_.ports.network, check_.timeout);
    if (!answered) co_return fail(wrong_answer(check_, unit_of(step_), fmt::format("{}:{}: {}", probe.host, probe.port, answered.error().why())));
    co_return Result<void>{};
  }

 private:
  const SmokeCheck& check_;
  const std::filesystem::path& log_;
  const std::string& step_;
  StepContext context_;
};

class Smoke : public PlainKind {
 public:
  Task<Result<Outputs>> apply(const Step& step, const std::string&, StepContext context) const override {
    const auto& smoke = std::get<SmokeStep>(step.spec);
    for (const auto& check : smoke.checks) {
      auto passed = co_await run_smoke_check(check, smoke.log, step.id, context);
      if (!passed) co_return fail(passed);
    }
    co_return Outputs{};
  }
};

}  // namespace

Task<Result<void>> run_smoke_check(const SmokeCheck& check, const std::filesystem::path& log, std::string step, StepContext context) {
  Checker checker(check, log, step, context);
  auto result = co_await std::visit(checker, check.check);
  co_return result;
}

const StepKind& smoke_kind() {
  static const Smoke kind;
  return kind;
}

}  // namespace stackup
