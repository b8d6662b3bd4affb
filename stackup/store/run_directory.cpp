#include "stackup/store/run_directory.h"

#include <algorithm>
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

namespace stackup {

std::vector<std::filesystem::path> RunDirectory::runs() const {
  std::vector<std::filesystem::path> all;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(state_ / "runs", none))
    if (entry.path().extension() == ".jsonl") all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

RunState RunDirectory::load() const {
  RunState state;
  for (const auto& run : runs()) state = load_journal(std::move(state), run);
  return load_journal(std::move(state), process_journal());
}

Result<FileLock> RunDirectory::lock(const std::string& verb) const {
  const auto path = run_lock();
  auto lock = FileLock::try_lock(path);
  if (!lock) return fail(lock);
  if (!*lock) {
    return fail(Error(ErrorCode::workspace_busy, "another stackup command is at work in this workspace")
                    .because(FileLock::holder_of(path))
                    .try_("wait for it to end, or stop it with Ctrl-C where it runs"));
  }
  (*lock)->describe(fmt::format("stackup {}, pid {}", verb, getpid()));
  return std::move(**lock);
}

bool RunDirectory::signal_lock_holder(int signal) const { return FileLock::signal_holder(run_lock(), signal); }

Result<std::unique_ptr<Journal>> RunDirectory::begin_run(const Clock& clock) const {
  // Names sort by time; the pid tells two runs of one millisecond apart.
  const auto ms = clock.wall_now().time_since_epoch().count();
  const auto name = fmt::format("{:%Y%m%dT%H%M%S}{:03}-{}.jsonl", fmt::gmtime(static_cast<std::time_t>(ms / 1000)), ms % 1000, getpid());
  return Journal::open(state_ / "runs" / name, Durability::synced, clock);
}

}  // namespace stackup
