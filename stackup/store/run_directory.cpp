#include "stackup/store/run_directory.h"

#include "stackup/store/compaction.h"
#include "stackup/store/replace_file.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view base_suffix = ".base.jsonl";

bool is_base(const fs::path& path) { return path.filename().string().ends_with(base_suffix); }

/// Of a run or a base.
std::string id_of(const fs::path& path) {
  const auto name = path.filename().string();
  return name.substr(0, name.size() - (is_base(path) ? base_suffix : std::string_view(".jsonl")).size());
}

/// "20261122T104700123-4711" → 20261122104700123; 0 for a name of another kind.
std::uint64_t time_of_id(const std::string& id) {
  std::uint64_t time = 0;
  if (const auto t = id.find('T'); t == 8) {
    const auto digits = id.substr(0, 8) + id.substr(9, 9);
    std::from_chars(digits.data(), digits.data() + digits.size(), time);
  }
  return time;
}

/// Sorts after `last`, even when the clock was set back; the pid is for people.
std::string next_id(WallTime now, const std::string& last) {
  const auto ms = now.time_since_epoch().count();
  const auto id = fmt::format("{:%Y%m%dT%H%M%S}{:03}", fmt::gmtime(static_cast<std::time_t>(ms / 1000)), ms % 1000);
  const auto time = std::max(time_of_id(id), time_of_id(last) + 1);
  return fmt::format("{:08}T{:09}-{}", time / 1'000'000'000, time % 1'000'000'000, getpid());
}

/// Nothing if not all of it could be read: what is missing would be lost.
std::optional<std::string> whole_text_of(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  auto text = text_of_journal(path);
  if (error || text.size() != size) return std::nullopt;
  text.resize(text.rfind('\n') + 1);  // a torn tail would swallow the first line of the next
  return text;
}

}  // namespace

struct RunDirectory::History {
  std::optional<fs::path> base;
  std::vector<fs::path> runs;      ///< after it
  std::vector<fs::path> obsolete;  ///< that it stands for, and older bases

  [[nodiscard]] std::string last_id() const { return !runs.empty() ? id_of(runs.back()) : base ? id_of(*base) : ""; }
};

RunDirectory::History RunDirectory::history() const {
  History found;
  std::vector<fs::path> all;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(state_ / "runs", none))
    if (entry.path().extension() == ".jsonl") all.push_back(entry.path());
  for (const auto& path : all)
    if (is_base(path) && (!found.base || id_of(*found.base) < id_of(path))) found.base = path;
  for (auto& path : all) {
    if (found.base && path != *found.base && id_of(path) <= id_of(*found.base)) {
      found.obsolete.push_back(std::move(path));
    } else if (!is_base(path)) {
      found.runs.push_back(std::move(path));
    }
  }
  std::sort(found.runs.begin(), found.runs.end());
  return found;
}

std::vector<fs::path> RunDirectory::runs() const { return history().runs; }

RunState RunDirectory::load() const {
  for (;;) {
    const auto seen = history();
    RunState state;
    if (seen.base) state = load_journal(std::move(state), *seen.base);
    for (const auto& run : seen.runs) state = load_journal(std::move(state), run);
    // Journals are removed only after a new base stands for them: with the same base as before, none was missed.
    if (history().base == seen.base) return load_journal(std::move(state), process_journal());
  }
}

void RunDirectory::fold_old_runs() const {
  auto [base, runs, obsolete] = history();
  std::error_code error;
  std::size_t kept = 0, bytes = 0;
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    bytes += fs::file_size(*run, error);
    if (kept < limits_.kept_runs && bytes <= limits_.most_bytes / 2) ++kept;
  }
  if ((runs.size() <= limits_.most_runs && bytes <= limits_.most_bytes) || kept == runs.size()) return;
  runs.resize(runs.size() - kept);
  std::string text;
  if (base) runs.insert(runs.begin(), *base);
  for (const auto& run : runs) {
    const auto whole = whole_text_of(run);
    if (!whole) return;
    text += *whole;
  }
  if (!replace_file(state_ / "runs" / (id_of(runs.back()) + std::string(base_suffix)), compacted(text))) return;
  obsolete.insert(obsolete.end(), runs.begin(), runs.end());
  for (const auto& path : obsolete) fs::remove(path, error);
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
  fold_old_runs();
  return Journal::open(state_ / "runs" / (next_id(clock.wall_now(), history().last_id()) + ".jsonl"), Durability::synced, clock);
}

}  // namespace stackup
