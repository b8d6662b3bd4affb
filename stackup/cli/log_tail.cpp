#include "stackup/cli/log_tail.h"

#include "stackup/ports/files.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

namespace stackup {
namespace {

constexpr std::size_t block = 64 * 1024;
constexpr std::string_view ending = ".log";

void add_logs(const std::filesystem::path& directory, const std::string& prefix, const Files& files, std::vector<LogFile>& logs) {
  for (const auto& entry : files.list(directory))
    if (entry.ends_with(ending) && !files.is_directory(directory / entry)) logs.push_back({prefix + entry.substr(0, entry.size() - ending.size()), directory / entry});
}

/// The name itself, or NAME.INSTANCE.
bool is_or_has_instance(std::string_view word, std::string_view name) {
  return name == word || (name.size() > word.size() && name.starts_with(word) && name[word.size()] == '.');
}

}  // namespace

std::vector<LogFile> logs_in(const std::filesystem::path& directory, const Files& files) {
  std::vector<LogFile> logs;
  add_logs(directory, "", files, logs);
  for (const auto& unit : files.list(directory))
    if (!unit.starts_with(".") && files.is_directory(directory / unit)) add_logs(directory / unit, unit + "/", files, logs);
  std::sort(logs.begin(), logs.end(), [](const LogFile& a, const LogFile& b) { return a.name < b.name; });
  return logs;
}

bool means_log(const std::string& word, const std::string& name) {
  if (word.empty()) return false;
  if (is_or_has_instance(word, name) || name.starts_with(word + "/")) return true;
  const auto slash = name.find('/');
  return slash != std::string::npos && is_or_has_instance(word, std::string_view(name).substr(slash + 1));
}

std::vector<LogFile> chosen_logs(const std::vector<LogFile>& all, const std::vector<std::string>& words) {
  if (words.empty()) return all;
  std::vector<LogFile> chosen;
  for (const auto& log : all)
    if (std::any_of(words.begin(), words.end(), [&](const std::string& word) { return means_log(word, log.name); })) chosen.push_back(log);
  return chosen;
}

LogTail::LogTail(std::string name, KeptLog log, LineFilter filter, Times times)
    : name_(std::move(name)), log_(std::move(log)), filter_(filter), times_(filter.has_times() ? Times::wanted : times), chooser_(std::move(filter)) {}

void LogTail::read_last(std::size_t most, const LineSink& sink) {
  // A filter has to see all lines to find the last ones that it takes.
  log_.go_to_last_lines(filter_.is_empty() || most == 0 ? most : all_lines);
  if (most == all_lines) return read_to_end(sink, Reading::what_was_there);
  std::deque<LogLine> last;
  const LineSink keep_last = [&](LogLine line) {
    last.push_back(std::move(line));
    if (last.size() > most) last.pop_front();
  };
  read_to_end(keep_last, Reading::what_was_there);
  for (auto& line : last) sink(std::move(line));
}

void LogTail::read_new(const LineSink& sink) {
  if (const auto behind = log_.unread(); behind > most_behind) {
    log_.skip(behind - near_the_end);
    missed_ += behind - near_the_end;
    cutter_ = LineCutter();
    is_torn_ = true;
  }
  read_to_end(sink, Reading::what_comes);
}

/// No further than to where the end is now: a writer that is faster than the reader must not keep it from the other logs.
void LogTail::read_to_end(const LineSink& sink, Reading reading) {
  std::uint64_t left = log_.unread();
  do {
    auto piece = log_.read(block);
    if (piece.bytes.empty() && !piece.begins_anew && piece.missed == 0) return;
    left = piece.begins_anew ? log_.unread() : left - std::min<std::uint64_t>(left, piece.bytes.size());
    take(std::move(piece), sink, reading);
  } while (left > 0);
}

void LogTail::take(KeptLog::Piece piece, const LineSink& sink, Reading reading) {
  if (piece.begins_anew || piece.missed > 0) cutter_ = LineCutter();
  if (piece.begins_anew) is_torn_ = false;
  missed_ += piece.missed;
  is_torn_ = is_torn_ || piece.is_torn;
  auto bytes = std::string_view(piece.bytes);
  end_ = piece.end;
  if (is_torn_ && !bytes.empty()) {
    const auto end = bytes.find('\n');
    if (missed_ > 0) missed_ += std::min(end, bytes.size() - 1) + 1;
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    is_torn_ = false;
  }
  if (missed_ > 0) sink({.name = name_, .text = "", .time = std::nullopt, .missed = std::exchange(missed_, 0)});
  const LogPlace begin = piece.end - bytes.size();
  for (auto& line : cutter_.feed(bytes)) show(std::move(line.text), begin + line.end, sink, reading);
}

void LogTail::show(std::string text, LogPlace end, const LineSink& sink, Reading reading) {
  std::optional<WallTime> time;
  if (times_ == Times::wanted) time = log_.arrived(end);
  if (times_ == Times::wanted && !time && reading == Reading::what_comes) time = log_.modified();  // we have seen it come
  if (chooser_.takes(text, time)) sink({.name = name_, .text = std::move(text), .time = time, .missed = 0});
}

void LogTail::read_rest(const LineSink& sink) {
  if (auto text = cutter_.rest()) show(std::move(*text), end_, sink, Reading::what_was_there);
}

void LogTail::go_on_with(KeptLog log) {
  log_ = std::move(log);
  cutter_ = LineCutter();
  is_torn_ = false;
}

}  // namespace stackup
