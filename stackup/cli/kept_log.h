#pragma once
// A log as its keeper leaves it (supervisor/log_index.h), read from a place on. The file may be cut at its head, cut off, or begun anew at any moment; what
// is read here is right all the same, and what could not be read any more is counted.

#include "stackup/ports/file_watch.h"
#include "stackup/supervisor/log_index.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stackup {

class Files;

constexpr std::size_t all_lines = static_cast<std::size_t>(-1);

/// Where the last `count` lines of the file begin, not before `first`. Reads no more of it than those.
[[nodiscard]] std::uint64_t offset_of_last_lines(const WatchedFile& file, std::size_t count, std::uint64_t first = 0);

class KeptLog {
 public:
  /// `index` need not exist.
  KeptLog(std::unique_ptr<WatchedFile> file, std::filesystem::path index, const Files& files);

  struct Piece {
    std::string bytes;          ///< none: the end of the log
    LogPlace end = 0;           ///< of `bytes`
    std::uint64_t missed = 0;   ///< bytes before it that were cut off before they were read
    bool begins_anew = false;   ///< it does not go on where the last piece ended, though nothing is known to be missing
    bool is_torn = false;       ///< it begins in the middle of a line
  };
  /// The next bytes, at most `most`.
  [[nodiscard]] Piece read(std::size_t most);
  /// How many bytes there are to read.
  [[nodiscard]] std::uint64_t unread();
  void skip(std::uint64_t bytes);
  /// For a log that has not been read yet.
  void go_to_last_lines(std::size_t count);

  /// When what ends there was written: told by the index, or by the file for what its keeper has not seen yet. Nothing if nobody watched.
  [[nodiscard]] std::optional<WallTime> arrived(LogPlace end);
  [[nodiscard]] WallTime modified() const { return file_->modified(); }
  [[nodiscard]] bool has_its_name() const { return file_->has_its_name(); }

 private:
  [[nodiscard]] LogHead head_now() const;
  /// Takes note of what has become of the file, and moves to the same place in it.
  void adapt_to(const LogHead& now);
  /// Whether what stands before `at_` still is what was read there; a log that was emptied may be as long as before by the time that one looks.
  [[nodiscard]] bool goes_on() const;
  void begin_anew();
  void load_arrivals();

  std::unique_ptr<WatchedFile> file_;
  std::filesystem::path index_;
  const Files* files_;  // not a reference, so that one log can take the place of another
  std::uint64_t inode_;
  LogHead head_;          ///< as last seen; of no file as long as its keeper has not described it
  std::uint64_t at_ = 0;  ///< in the file
  Piece next_;            ///< what is known of it before it is read
  bool has_begun_ = false;  ///< to read: what is cut off before that is not missed
  std::string before_;  ///< the last bytes that were read, up to `at_`
  std::vector<LogArrival> arrivals_;
  std::uint64_t arrivals_end_ = 0;  ///< in the index; 0: none are loaded
  bool may_have_new_arrivals_ = true;  ///< since the last piece was read
};

}  // namespace stackup
