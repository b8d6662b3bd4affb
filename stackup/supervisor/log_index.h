#pragma once
// What is known of a log beside its file: how much was cut off its head, and when its bytes arrived. Values and decisions only; log_keeper.h puts them into
// effect, `stackup logs` reads them.
//
// Everything is said in places: how many bytes had been written to the log before, also those that are gone. A place means the same byte for ever, so nothing
// has to be counted anew when the head is cut off: only the place of the file's first byte changes.
//
// The text of an index is a head of fixed length, written over in place, and one line of fixed length for each arrival, appended.

#include "stackup/ports/log_files.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stackup {

using LogPlace = std::uint64_t;

struct LogHead {
  std::uint64_t inode = 0;      ///< the file that this is about
  LogPlace base = 0;            ///< of the file's first byte
  LogPlace first = 0;           ///< of the first byte that is kept; those between `base` and it read as zeros
  std::uint64_t cutting = 0;    ///< bytes that are being collapsed away right now, or were when the supervisor died; 0: none
  std::string after;            ///< the fingerprint of the file once they are gone
  std::uint32_t beginnings = 0; ///< how often the log began anew, because somebody else cut it off or replaced it
  bool is_torn = false;         ///< whether `first` is in the middle of a line

  bool operator==(const LogHead&) const = default;
};

/// All that is before `end` had arrived by `time`; a time of zero: nobody watched.
struct LogArrival {
  LogPlace end = 0;
  WallTime time;

  bool operator==(const LogArrival&) const = default;
};

struct LogLimit {
  std::uint64_t most = 16U << 20;  ///< more than this is cut
  std::uint64_t keep = 8U << 20;   ///< down to this, the newest; in a storm to half of it
};

constexpr std::size_t log_head_length = 128;
constexpr std::size_t log_arrival_length = 30;
constexpr std::size_t log_fingerprint_length = 4096;

/// Of .stackup/logs/UNIT/PROCESS.log: .stackup/logs/.index/UNIT+PROCESS.
[[nodiscard]] std::filesystem::path log_index_path(const std::filesystem::path& directory, const std::filesystem::path& log);

[[nodiscard]] std::string log_head_text(const LogHead& head);
/// Nothing if the text does not begin with a whole head.
[[nodiscard]] std::optional<LogHead> log_head_from(std::string_view text);
[[nodiscard]] std::string log_arrival_text(const LogArrival& arrival);
/// Of the lines of an index; what follows a torn one is left out.
[[nodiscard]] std::vector<LogArrival> log_arrivals_from(std::string_view lines);

/// Of the first log_fingerprint_length bytes of a file.
[[nodiscard]] std::string log_fingerprint(std::string_view begin);
/// How many bytes to take from the head of a file of this length: a multiple of log_cut_unit, 0 while the log is within its limit.
[[nodiscard]] std::uint64_t bytes_to_cut(const LogHead& head, std::uint64_t length, const LogLimit& limit);
[[nodiscard]] LogHead after_cut(LogHead head, std::uint64_t bytes, const LogCut& cut);
/// A cut that may have been left half done is decided by what the file begins with.
[[nodiscard]] LogHead after_interrupted_cut(LogHead head, std::string_view begin);
/// Another file or an emptied one: its first byte comes after all that is known.
[[nodiscard]] LogHead begun_anew(LogHead head, std::uint64_t inode, LogPlace known_end);

/// When what ends at `end` had arrived: the arrival that covers it, if there is one yet.
[[nodiscard]] std::optional<LogArrival> arrival_of(const std::vector<LogArrival>& arrivals, LogPlace end);

}  // namespace stackup
