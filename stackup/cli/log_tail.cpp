#include "stackup/cli/log_tail.h"

#include "stackup/ports/files.h"

#include <algorithm>
#include <deque>
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
    if (files.is_directory(directory / unit)) add_logs(directory / unit, unit + "/", files, logs);
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

std::uint64_t offset_of_last_lines(const WatchedFile& file, std::size_t count) {
  const auto length = file.length();
  if (count == all_lines) return 0;
  if (count == 0) return length;
  std::size_t found = 0;
  for (std::uint64_t end = length; end > 0;) {
    const auto start = end > block ? end - block : 0;
    const auto bytes = file.read(start, static_cast<std::size_t>(end - start));
    for (std::size_t i = bytes.size(); i-- > 0;) {
      const bool is_last_byte = start + i + 1 == length;  // which ends the last line and begins none
      if (bytes[i] == '\n' && !is_last_byte && ++found == count) return start + i + 1;
    }
    end = start;
  }
  return 0;
}

LogTail::LogTail(std::string name, std::unique_ptr<WatchedFile> file, LineFilter filter)
    : name_(std::move(name)), file_(std::move(file)), filter_(filter), chooser_(std::move(filter)) {}

void LogTail::read_last(std::size_t most, const LineSink& sink) {
  // A filter has to see all lines to find the last ones that it takes.
  offset_ = filter_.is_empty() || most == 0 ? offset_of_last_lines(*file_, most) : 0;
  if (most == all_lines) return read_new(sink);
  std::deque<std::string> last;
  read_new([&](std::string text) {
    last.push_back(std::move(text));
    if (last.size() > most) last.pop_front();
  });
  for (auto& text : last) sink(std::move(text));
}

void LogTail::read_new(const LineSink& sink) {
  if (file_->length() < offset_) {
    offset_ = 0;
    cutter_ = LineCutter();
  }
  for (auto bytes = file_->read(offset_, block); !bytes.empty(); bytes = file_->read(offset_, block)) {
    offset_ += bytes.size();
    for (auto& text : cutter_.feed(bytes))
      if (chooser_.takes(text)) sink(std::move(text));
  }
}

void LogTail::read_rest(const LineSink& sink) {
  auto text = cutter_.rest();
  if (text && chooser_.takes(*text)) sink(std::move(*text));
}

void LogTail::go_on_with(std::unique_ptr<WatchedFile> file) {
  file_ = std::move(file);
  offset_ = 0;
  cutter_ = LineCutter();
}

}  // namespace stackup
