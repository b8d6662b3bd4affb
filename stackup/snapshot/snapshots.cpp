#include "stackup/snapshot/snapshots.h"

#include "stackup/base/closest_match.h"
#include "stackup/base/text.h"
#include "stackup/event/event_json.h"
#include "stackup/ports/files.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace stackup {
namespace {

constexpr unsigned file_mode = 0600;
constexpr auto about = "snapshot.json";
constexpr auto records = "steps.jsonl";
constexpr std::size_t longest_name = 40;

std::string lines_of_steps(const Snapshot& snapshot) {
  std::string lines;
  for (const auto& step : snapshot.steps) lines += to_json_line({snapshot.at, step}) + "\n";
  return lines;
}

/// Nothing if one can't be read: without its records the data is of no use.
std::optional<std::vector<StepFinished>> steps_from(std::string_view text) {
  std::vector<StepFinished> steps;
  for (const auto& line : lines_of(text)) {
    const auto told = from_json_line(line);
    const auto* step = told ? std::get_if<StepFinished>(&told->event) : nullptr;
    if (!step) return std::nullopt;
    steps.push_back(*step);
  }
  return steps;
}

}  // namespace

bool is_snapshot_name(std::string_view name) {
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  const auto fits = [&](char c) { return is_word(c) || c == '.' || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= longest_name && is_word(name.front()) && std::all_of(name.begin(), name.end(), fits);
}

std::optional<Snapshot> Snapshots::read(const std::string& name) const {
  if (!is_snapshot_name(name)) return std::nullopt;
  const auto text = files_.read(root_ / name / about);
  const auto lines = files_.read(root_ / name / records);
  if (!text || !lines) return std::nullopt;
  auto snapshot = snapshot_from_json(*text);
  auto steps = steps_from(*lines);
  if (!snapshot || !steps || snapshot->name != name) return std::nullopt;
  snapshot->steps = std::move(*steps);
  return snapshot;
}

std::vector<Snapshot> Snapshots::all() const {
  std::vector<Snapshot> found;
  for (const auto& name : files_.list(root_))
    if (auto snapshot = read(name)) found.push_back(std::move(*snapshot));
  std::stable_sort(found.begin(), found.end(), [](const Snapshot& one, const Snapshot& other) { return one.at < other.at; });
  return found;
}

Result<Snapshot> Snapshots::find(const std::string& name) const {
  if (auto snapshot = read(name)) return std::move(*snapshot);
  std::vector<std::string> names;
  for (const auto& snapshot : all()) names.push_back(snapshot.name);
  Error error(ErrorCode::unknown_snapshot, fmt::format("there is no snapshot '{}' in this workspace", printable(name)));
  error.because(names.empty() ? "none has been saved" : fmt::format("there are {}", join(names, ", ")));
  if (const auto meant = closest_match(name, names)) error.try_(fmt::format("did you mean '{}'?", *meant));
  return fail(error.try_("stackup snapshot list"));
}

Task<Result<void>> Snapshots::remove(std::string name) {
  auto removed = co_await files_.remove_tree(root_ / name);
  co_return removed;
}

Task<Result<void>> Snapshots::keep(Snapshot snapshot, std::filesystem::path where) {
  auto written = files_.write(where / records, lines_of_steps(snapshot), file_mode);
  if (written) written = files_.write(where / about, snapshot_json(snapshot), file_mode);
  if (!written) co_return written;
  auto removed = co_await remove(snapshot.name);
  if (!removed) co_return removed;
  co_return files_.rename(where, root_ / snapshot.name);
}

}  // namespace stackup
