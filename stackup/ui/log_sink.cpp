#include "stackup/ui/log_sink.h"

#include "stackup/event/event_json.h"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <sys/stat.h>

namespace stackup {
namespace {

constexpr std::size_t most_bytes = 1'000'000;
constexpr std::size_t old_files = 1;

/// How urgent an event is; what is not listed is told at level info.
struct Urgency {
  template <class Usual>
  spdlog::level::level_enum operator()(const Usual&) const {
    return spdlog::level::info;
  }
  spdlog::level::level_enum operator()(const StepProgress&) const { return spdlog::level::trace; }
  spdlog::level::level_enum operator()(const Notice&) const { return spdlog::level::warn; }
  spdlog::level::level_enum operator()(const StepSkipped&) const { return spdlog::level::warn; }
  spdlog::level::level_enum operator()(const ProcessBackingOff&) const { return spdlog::level::warn; }
  spdlog::level::level_enum operator()(const StepFailed&) const { return spdlog::level::err; }
  spdlog::level::level_enum operator()(const ProcessFailed&) const { return spdlog::level::err; }
};

class FileLogSink : public LogSink {
 public:
  FileLogSink(spdlog::logger logger, WallNow now) : logger_(std::move(logger)), now_(std::move(now)) {}

  Result<void> emit(const Event& event) override {
    logger_.log(std::visit(Urgency{}, event), "{}", to_json_line({now_(), event}));
    return {};
  }

 private:
  spdlog::logger logger_;
  WallNow now_;
};

}  // namespace

Result<std::unique_ptr<LogSink>> LogSink::open(const std::filesystem::path& file, WallNow now) {
  try {
    spdlog::file_event_handlers handlers;
    handlers.after_open = [](const spdlog::filename_t&, std::FILE* opened) { [[maybe_unused]] const int only_ours = fchmod(fileno(opened), 0600); };
    spdlog::logger logger("stackup", std::make_shared<spdlog::sinks::rotating_file_sink_st>(file.string(), most_bytes, old_files, false, handlers));
    logger.set_pattern("%P %l %v");
    logger.flush_on(spdlog::level::info);
    logger.set_error_handler([](const std::string&) {});  // a full disk must not end a run because of its diary
    return std::make_unique<FileLogSink>(std::move(logger), std::move(now));
  } catch (const spdlog::spdlog_ex& error) {
    return fail(Error(ErrorCode::state_unreadable, fmt::format("the log file {} can't be written", file.string())).because(error.what()));
  }
}

}  // namespace stackup
