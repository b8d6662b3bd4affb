#include "stackup/supervisor/log_keeper.h"

#include "stackup/ports/file_watch.h"
#include "stackup/ports/files.h"

#include <algorithm>
#include <utility>

namespace stackup {
namespace {

using namespace std::chrono_literals;

constexpr Duration rest = 250ms;      ///< after each look, so that a storm costs four a second
constexpr Duration short_rest = 50ms; ///< while so much is written that the disk could be full soon
constexpr std::uint64_t flood = 8;    ///< times its limit, of what a log grew by between two looks
constexpr Duration blind_rest = 10s;  ///< between looks where the system has no watches left to give

}  // namespace

LogKeeper::LogKeeper(std::filesystem::path directory, LogPorts ports, LogLimit limit, CutSink on_cut)
    : directory_(std::move(directory)), ports_(ports), limit_(limit), on_cut_(std::move(on_cut)) {}

Task<void> LogKeeper::keep() {
  for (;;) {
    const bool is_watching = watch_directories();  // first, so that nothing can happen between the look and the watch
    co_await look_at_all();
    co_await ports_.clock.sleep_for(is_watching ? rest_ : blind_rest);
    if (is_watching) {
      co_await ports_.watch.changed();
    }
  }
}

bool LogKeeper::watch_directories() {
  auto nearest = directory_;
  while (!ports_.files.is_directory(nearest) && nearest.has_relative_path()) nearest = nearest.parent_path();
  bool all = ports_.watch.watch(nearest).has_value();
  for (const auto& unit : ports_.files.list(directory_))
    if (!unit.starts_with(".") && ports_.files.is_directory(directory_ / unit)) all = ports_.watch.watch(directory_ / unit) && all;
  return all;
}

std::vector<std::filesystem::path> LogKeeper::logs() const {
  std::vector<std::filesystem::path> found;
  const auto add = [&](const std::filesystem::path& directory) {
    for (const auto& entry : ports_.files.list(directory))
      if (entry.ends_with(".log")) found.push_back(directory / entry);
  };
  add(directory_);
  for (const auto& unit : ports_.files.list(directory_))
    if (!unit.starts_with(".") && !unit.ends_with(".log")) add(directory_ / unit);
  std::sort(found.begin(), found.end());
  return found;
}

Task<void> LogKeeper::look_at_all() {
  rest_ = rest;
  const auto there = logs();
  std::erase_if(kept_, [&](const auto& kept) { return !std::binary_search(there.begin(), there.end(), kept.first); });
  for (const auto& log : there) {
    co_await look_at(log);
  }
  looks_ = Looks::later;
}

Task<void> LogKeeper::look_at(std::filesystem::path log) {
  const auto state = ports_.logs.look(log);
  if (!state) co_return;
  const auto known = kept_.find(log);
  const bool is_new = known == kept_.end();
  KeptFile& kept = is_new ? kept_.emplace(log, found(log, *state)).first->second : known->second;
  if (state->inode != kept.head.inode || kept.head.base + state->length < kept.known_end) {
    kept.head = begun_anew(kept.head, state->inode, kept.known_end);
    begin_index(log, kept);
  } else if (kept.index_end == 0) {
    begin_index(log, kept);
    if (looks_ == Looks::first) note_arrival(log, kept, {kept.head.base + state->length, WallTime{}});
  } else if (is_new) {
    forget_what_is_gone(log, kept);
  }
  note_arrival(log, kept, {kept.head.base + state->length, state->modified});
  const auto bytes = bytes_to_cut(kept.head, state->length, limit_);
  const bool is_stubborn = kept.stubborn > 0 && state->length < kept.stubborn + limit_.keep;
  if (bytes > flood * limit_.most) rest_ = short_rest;
  if (bytes > 0 && !is_stubborn) {
    co_await cut(log, kept, bytes);
  }
}

/// As an earlier supervisor left it.
LogKeeper::KeptFile LogKeeper::found(const std::filesystem::path& log, const LogFileState& state) const {
  KeptFile kept;
  kept.head.inode = state.inode;
  const auto text = ports_.files.read(index_of(log));
  const auto head = text ? log_head_from(*text) : std::nullopt;
  if (!head) return kept;
  kept.head = *head;
  if (head->inode == state.inode && head->cutting > 0) kept.head = after_interrupted_cut(*head, ports_.files.read_part(log, 0, log_fingerprint_length).value_or(""));
  const auto arrivals = log_arrivals_from(std::string_view(*text).substr(log_head_length));
  kept.known_end = std::max(kept.head.first, arrivals.empty() ? 0 : arrivals.back().end);
  kept.index_end = log_head_length + arrivals.size() * log_arrival_length;
  return kept;
}

// An index that can't be written (a full disk) costs arrival times; the log itself is the service's and goes on.
void LogKeeper::begin_index(const std::filesystem::path& log, KeptFile& kept) {
  [[maybe_unused]] const auto written = ports_.logs.replace_index(index_of(log), log_head_text(kept.head));
  kept.index_end = log_head_length;
}

void LogKeeper::note_arrival(const std::filesystem::path& log, KeptFile& kept, LogArrival arrival) {
  if (arrival.end <= kept.known_end) return;
  kept.known_end = arrival.end;
  if (ports_.logs.write_index(index_of(log), kept.index_end, log_arrival_text(arrival))) kept.index_end += log_arrival_length;
}

void LogKeeper::write_head(const std::filesystem::path& log, const KeptFile& kept) {
  [[maybe_unused]] const auto written = ports_.logs.write_index(index_of(log), 0, log_head_text(kept.head));
}

Task<void> LogKeeper::cut(std::filesystem::path log, KeptFile& kept, std::uint64_t bytes) {
  kept.head.cutting = bytes;
  kept.head.after = log_fingerprint(ports_.files.read_part(log, bytes, log_fingerprint_length).value_or(""));
  write_head(log, kept);
  const auto done = co_await ports_.logs.cut(log, bytes);
  if (done) {
    kept.head = after_cut(kept.head, bytes, *done);
    kept.stubborn = 0;
    forget_what_is_gone(log, kept);
    on_cut_(log, done->shorter_by);
  } else {
    kept.head.cutting = 0;
    kept.stubborn = bytes + limit_.keep;
    write_head(log, kept);
  }
}

void LogKeeper::forget_what_is_gone(const std::filesystem::path& log, KeptFile& kept) {
  const auto lines = ports_.files.read_part(index_of(log), log_head_length, kept.index_end);
  auto text = log_head_text(kept.head);
  for (const auto& arrival : log_arrivals_from(lines ? std::string_view(*lines) : std::string_view()))
    if (arrival.end > kept.head.first) text += log_arrival_text(arrival);
  if (ports_.logs.replace_index(index_of(log), text)) kept.index_end = text.size();
  else write_head(log, kept);
}

}  // namespace stackup
