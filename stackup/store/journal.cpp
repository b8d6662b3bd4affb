#include "stackup/store/journal.h"

#include "stackup/event/event_json.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace stackup {
namespace {

Error journal_error(const std::filesystem::path& path, int number) {
  if (number == ENOSPC || number == EDQUOT) {
    return Error(ErrorCode::disk_full, fmt::format("the journal {} can't be written", path.string()))
        .because(std::strerror(number))
        .try_("free some space (df -h shows where), then run the same command again");
  }
  return Error(ErrorCode::state_unreadable, fmt::format("the journal {} can't be written", path.string())).because(std::strerror(number));
}

/// Cuts off what follows the last newline.
void cut_torn_tail(int fd) {
  off_t end = lseek(fd, 0, SEEK_END);
  std::array<char, 4096> block;
  while (end > 0) {
    const off_t begin = end > static_cast<off_t>(block.size()) ? end - static_cast<off_t>(block.size()) : 0;
    const auto count = pread(fd, block.data(), static_cast<std::size_t>(end - begin), begin);
    if (count <= 0) return;
    for (auto at = count; at > 0; --at) {
      if (block[static_cast<std::size_t>(at - 1)] != '\n') continue;
      [[maybe_unused]] const int cut = ftruncate(fd, begin + at);
      return;
    }
    end = begin;
  }
  [[maybe_unused]] const int cut = ftruncate(fd, 0);
}

}  // namespace

Journal::Journal(int fd, std::filesystem::path path, Durability durability, const Clock& clock)
    : fd_(fd), path_(std::move(path)), durability_(durability), clock_(clock) {}

Journal::~Journal() { close(fd_); }

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& path, Durability durability, const Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const int fd = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return fail(journal_error(path, errno));
  cut_torn_tail(fd);
  return std::unique_ptr<Journal>(new Journal(fd, path, durability, clock));
}

Result<void> Journal::emit(const Event& event) {
  if (!is_durable(event)) return {};
  const std::string line = to_json_line({clock_.wall_now(), event}) + "\n";
  const off_t before = lseek(fd_, 0, SEEK_END);
  const auto written = ::write(fd_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    const int number = written < 0 ? errno : ENOSPC;
    [[maybe_unused]] const int cut = ftruncate(fd_, before);  // half a line would hide the next one
    return fail(journal_error(path_, number));
  }
  if (durability_ == Durability::synced && fdatasync(fd_) != 0) return fail(journal_error(path_, errno));
  return {};
}

RunState load_journal(RunState state, const std::filesystem::path& path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (file.eof()) break;  // no newline at its end: torn
    if (const auto event = from_json_line(line)) state = apply(std::move(state), event->event, event->at);
  }
  return state;
}

}  // namespace stackup
