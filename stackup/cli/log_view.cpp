#include "stackup/cli/logs.h"
#include "stackup/engine/flag.h"
#include "stackup/ports/files.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <utility>

namespace stackup {
namespace {

using namespace boost::asio::experimental::awaitable_operators;

constexpr std::size_t output_block = 64 * 1024;

}  // namespace

std::size_t usual_lines(std::size_t logs) { return logs <= 1 ? 100 : 20; }

LogView::LogView(LogRequest request, const Files& files, FileWatch& watch, LineWriter line, Writer out)
    : request_(std::move(request)), files_(files), watch_(watch), line_(std::move(line)), out_(std::move(out)) {}

void LogView::show_last(Unfinished unfinished) {
  open_logs();
  std::vector<LogTail*> by_time;
  for (auto& [name, tail] : tails_) by_time.push_back(&tail);
  std::stable_sort(by_time.begin(), by_time.end(), [](const LogTail* a, const LogTail* b) { return a->modified() < b->modified(); });
  const auto most = request_.lines.value_or(request_.filter.has_times() ? all_lines : usual_lines(tails_.size()));
  for (auto* tail : by_time) {
    const bool is_old = request_.filter.since && tail->modified() < *request_.filter.since;
    tail->read_last(is_old ? 0 : most, sink());
    if (unfinished == Unfinished::show) tail->read_rest(sink());
  }
  flush();
}

Result<void> LogView::show_new() {
  if (auto watched = watch_directories(); !watched) return watched;
  open_logs();
  for (auto& [name, tail] : tails_) {
    tail.read_new(sink());
    if (tail.has_its_name()) continue;
    auto next = open(request_.directory / (name + ".log"));
    if (!next) continue;  // taken away, perhaps only until its successor is made
    tail.read_rest(sink());
    tail.go_on_with(std::move(*next));
    tail.read_new(sink());
  }
  flush();
  return {};
}

Result<KeptLog> LogView::open(const std::filesystem::path& log) const {
  auto file = watch_.open(log);
  if (!file) return fail(file);
  return KeptLog(std::move(*file), log_index_path(request_.directory, log), files_);
}

LineSink LogView::sink() {
  return [this](const LogLine& line) {
    pending_ += line_(line);
    if (pending_.size() >= output_block) flush();
  };
}

Result<void> LogView::watch_directories() {
  auto nearest = request_.directory;
  while (!files_.is_directory(nearest) && nearest.has_relative_path()) nearest = nearest.parent_path();
  if (auto watched = watch_.watch(nearest); !watched) return watched;
  for (const auto& unit : files_.list(request_.directory)) {
    if (unit.starts_with(".") || !files_.is_directory(request_.directory / unit)) continue;
    if (auto watched = watch_.watch(request_.directory / unit); !watched) return watched;
  }
  return {};
}

void LogView::open_logs() {
  for (const auto& log : chosen_logs(logs_in(request_.directory, files_), request_.words)) {
    if (tails_.contains(log.name)) continue;
    if (auto kept = open(log.path)) tails_.emplace(log.name, LogTail(log.name, std::move(*kept), request_.filter, request_.times));
  }
}

void LogView::flush() {
  if (!pending_.empty()) out_(std::exchange(pending_, ""));
}

Task<Result<void>> follow_logs(LogView& view, FileWatch& watch, Flag& stop) {
  while (!stop.is_set()) {
    auto shown = view.show_new();
    if (!shown) co_return shown;
    co_await (watch.changed() || stop.wait());
  }
  co_return Result<void>{};
}

}  // namespace stackup
