#include "stackup/snapshot/take_snapshot.h"

#include "stackup/ports/clock.h"
#include "stackup/ports/files.h"
#include "stackup/ports/supervision.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr unsigned directory_mode = 0700;
/// Long before a client gives up waiting for a server that is held still: heartbeats take 10 s and more.
constexpr Duration longest_freeze = std::chrono::seconds(10);

/// Those that others depend on come first.
std::vector<std::string> in_order(std::vector<ProcessStatus> left) {
  std::vector<std::string> ids;
  while (!left.empty()) {
    const auto waits = [&left](const ProcessStatus& one) {
      return std::any_of(left.begin(), left.end(), [&](const ProcessStatus& other) { return std::count(one.upstream.begin(), one.upstream.end(), other.id) != 0; });
    };
    const auto found = std::find_if_not(left.begin(), left.end(), waits);
    const auto next = found == left.end() ? left.begin() : found;  // a circle: specs come from outside
    ids.push_back(next->id);
    left.erase(next);
  }
  return ids;
}

class Taker {
 public:
  Taker(SnapshotRequest request, Ports& ports)
      : request_(std::move(request)), ports_(ports), snapshots_(request_.state, ports.files), where_(snapshots_.unfinished(request_.snapshot.name)) {}

  Task<Result<Snapshot>> take() {
    auto cleared = co_await ports_.files.remove_tree(where_);
    if (!cleared) co_return fail(cleared);
    if (auto room = check_room(); !room) co_return fail(room);
    auto kept = co_await copy_and_keep();
    if (kept) co_return request_.snapshot;
    co_await ports_.files.remove_tree(where_);
    co_return fail(kept);
  }

 private:
  [[nodiscard]] bool is_kept(const DataPart& part) const { return part.rule != SnapshotRule::none && !ports_.files.list(part.data).empty(); }

  Result<void> check_room() {
    std::uint64_t bytes = 0;
    for (const auto& part : request_.parts)
      if (is_kept(part)) bytes += ports_.files.size_of(part.data);
    request_.snapshot.bytes = bytes;
    const auto free = ports_.files.free_space(request_.state);
    if (free > bytes) return {};
    return fail(Error(ErrorCode::disk_full, fmt::format("there is no room for the snapshot {}", request_.snapshot.name)).because(fmt::format("the data takes {:.1f} MB, and {:.1f} MB are free", static_cast<double>(bytes) / 1e6, static_cast<double>(free) / 1e6)));
  }

  Task<Result<void>> copy_and_keep() {
    auto copied = co_await copy_at_one_moment();
    if (!copied) co_return copied;
    auto kept = co_await keep();
    co_return kept;
  }

  Task<Result<void>> copy_at_one_moment() {
    const auto processes = co_await ports_.supervision.status();
    if (!processes) co_return fail(processes);
    stopped_ = to_be_stopped(*processes);
    if (!stopped_.empty()) {
      auto stopped = co_await ports_.supervision.stop(stopped_);
      if (!stopped) co_return stopped;
    }
    auto copied = co_await copy_while_frozen();
    auto started = co_await start_again();
    co_return copied ? started : copied;
  }

  /// In the order in which they are started again.
  std::vector<std::string> to_be_stopped(const std::vector<ProcessStatus>& processes) const {
    std::vector<ProcessStatus> chosen;
    for (const auto& process : processes)
      if (process.pid != 0 && wants_stop(process.unit)) chosen.push_back(process);
    return in_order(std::move(chosen));
  }

  bool wants_stop(const std::string& unit) const {
    const bool is_large = request_.snapshot.bytes > request_.most_bytes_frozen;
    return std::any_of(request_.parts.begin(), request_.parts.end(), [&](const DataPart& part) { return part.unit == unit && is_kept(part) && (is_large || part.rule == SnapshotRule::stop); });
  }

  Task<Result<void>> copy_while_frozen() {
    auto frozen = co_await ports_.supervision.freeze(longest_freeze);
    if (!frozen) co_return frozen;
    request_.snapshot.at = ports_.clock.wall_now();
    auto copied = co_await copy_parts();
    auto thawed = co_await ports_.supervision.thaw();
    co_return copied ? thawed : copied;
  }

  Task<Result<void>> copy_parts() {
    auto made = ports_.files.make_directory(where_.parent_path(), directory_mode);
    if (made) made = ports_.files.make_directory(where_ / "data", directory_mode);
    if (!made) co_return made;
    for (const auto& part : request_.parts) {
      if (!is_kept(part)) continue;
      auto copied = co_await ports_.files.copy_tree(part.data, where_ / "data" / part.unit);
      if (!copied) co_return copied;
      request_.snapshot.units.push_back(part.unit);
    }
    co_return Result<void>{};
  }

  Task<Result<void>> start_again() {
    Result<void> all;
    for (const auto& id : stopped_) {
      auto started = co_await ports_.supervision.restart(id);
      if (started) started = co_await ports_.supervision.await_ready(id);
      if (!started && all) all = started;
    }
    co_return all;
  }

  Task<Result<void>> keep() {
    auto written = co_await ports_.files.settle(where_);
    if (!written) co_return written;
    request_.snapshot.program_version = STACKUP_VERSION;
    auto kept = co_await snapshots_.keep(request_.snapshot, where_);
    co_return kept;
  }

  SnapshotRequest request_;
  Ports& ports_;
  Snapshots snapshots_;
  std::filesystem::path where_;
  std::vector<std::string> stopped_;
};

}  // namespace

std::vector<StepFinished> records_of(const std::vector<StepId>& steps, const RunState& state) {
  std::vector<StepFinished> records;
  for (const auto& id : steps)
    if (const auto done = state.done.find(id); done != state.done.end()) records.push_back({id, done->second.digest, done->second.outputs, done->second.took});
  return records;
}

Task<Result<Snapshot>> take_snapshot(SnapshotRequest request, Ports& ports) {
  Taker taker(std::move(request), ports);
  auto taken = co_await taker.take();
  co_return taken;
}

}  // namespace stackup
