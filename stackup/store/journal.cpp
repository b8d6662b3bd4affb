#include "stackup/store/journal.h"

#include "stackup/base/disk_error.h"
#include "stackup/store/compaction.h"
#include "stackup/store/replace_file.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace stackup {
namespace {

int open_for_appending(const std::filesystem::path& path) { return ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600); }

/// How many bytes there are up to and with the last newline; read from the end.
std::int64_t length_of_whole_lines(int fd) {
  off_t end = lseek(fd, 0, SEEK_END);
  std::array<char, 4096> block;
  while (end > 0) {
    const off_t begin = end > static_cast<off_t>(block.size()) ? end - static_cast<off_t>(block.size()) : 0;
    const auto count = pread(fd, block.data(), static_cast<std::size_t>(end - begin), begin);
    if (count <= 0) return end;  // not to be read: nothing is cut either
    for (auto at = count; at > 0; --at)
      if (block[static_cast<std::size_t>(at - 1)] == '\n') return begin + at;
    end = begin;
  }
  return 0;
}

}  // namespace

Journal::Journal(int fd, std::filesystem::path path, Durability durability, const Clock& clock)
    : fd_(fd), path_(std::move(path)), durability_(durability), clock_(clock), whole_(length_of_whole_lines(fd)) {}

Journal::~Journal() { close(fd_); }

Error Journal::failure(int number) const { return unwritable(fmt::format("the journal {} can't be written", path_.string()), path_, number); }

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& path, Durability durability, const Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const int fd = open_for_appending(path);
  if (fd < 0) return fail(unwritable(fmt::format("the journal {} can't be written", path.string()), path, errno));
  std::unique_ptr<Journal> journal(new Journal(fd, path, durability, clock));
  if (const int failed = journal->cut_torn_tail()) return fail(journal->failure(failed));
  return journal;
}

int Journal::cut_torn_tail() const { return lseek(fd_, 0, SEEK_END) > whole_ && ftruncate(fd_, whole_) != 0 ? errno : 0; }

int Journal::write_lines(const std::string& lines) {
  if (const int failed = cut_torn_tail()) return failed;
  int failed = write_all(fd_, lines);
  if (failed == 0 && durability_ == Durability::synced && fdatasync(fd_) != 0) failed = errno;
  if (failed == 0) {
    whole_ += static_cast<std::int64_t>(lines.size());
  } else {
    [[maybe_unused]] const int later = cut_torn_tail();  // half a line would hide the next one; what can't be cut now is cut before the next write
  }
  return failed;
}

Result<void> Journal::append(const std::vector<TimedEvent>& events) {
  std::string lines;
  for (const auto& event : events) lines += to_json_line(event) + "\n";
  if (const int failed = write_lines(lines)) return fail(failure(failed));
  return {};
}

Result<void> Journal::emit(const Event& event) {
  if (!is_durable(event)) return {};
  return append({{clock_.wall_now(), event}});
}

Result<void> Journal::compact(std::size_t word_for_word) {
  const auto text = text_of_journal(path_);
  if (text.size() < size()) return fail(failure(EIO));  // read in part only: what is missing would be lost
  const auto shorter = compacted(std::string_view(text).substr(0, size()), word_for_word);
  if (shorter.size() == size()) return {};
  const auto fd = replace_and_open(path_, shorter);
  if (!fd) return fail(fd);
  close(std::exchange(fd_, *fd));
  whole_ = static_cast<std::int64_t>(shorter.size());
  return {};
}

std::string text_of_journal(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

RunState load_journal(RunState state, const std::filesystem::path& path) { return fold_text(std::move(state), text_of_journal(path)); }

}  // namespace stackup
