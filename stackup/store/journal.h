#pragma once
// An append-only file of events, one JSON object a line, with one writer. What a kill or a full disk left of a line (a torn tail) is cut off before anything
// is appended; readers need no lock, leave a torn tail out and skip what they can't read.

#include "stackup/event/event_json.h"
#include "stackup/event/run_state.h"
#include "stackup/ports/clock.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace stackup {

enum class Durability {
  written,  ///< survives the death of this program, not a power cut: for what dies with the machine anyway
  synced    ///< on disk before emit returns, for entries that must precede a change of the machine
};

class Journal : public EventSink {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& path, Durability durability, const Clock& clock);
  ~Journal() override;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  Result<void> emit(const Event& event) override;
  /// All of them or, on failure, none.
  Result<void> append(const std::vector<TimedEvent>& events);
  /// Takes out what no longer matters, but nothing of the last `word_for_word` bytes. After a failure the journal is as it was.
  Result<void> compact(std::size_t word_for_word);

  /// In bytes.
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(whole_); }

 private:
  Journal(int fd, std::filesystem::path path, Durability durability, const Clock& clock);

  /// 0 or errno.
  [[nodiscard]] int cut_torn_tail() const;
  [[nodiscard]] int write_lines(const std::string& lines);
  [[nodiscard]] Error failure(int number) const;

  int fd_;
  std::filesystem::path path_;
  Durability durability_;
  const Clock& clock_;
  std::int64_t whole_ = 0;  ///< how many bytes are whole lines; what follows is torn
};

/// The fold of one journal on top of `state`. A file that does not exist adds nothing.
[[nodiscard]] RunState load_journal(RunState state, const std::filesystem::path& path);
/// Its text; empty if it does not exist.
[[nodiscard]] std::string text_of_journal(const std::filesystem::path& path);

}  // namespace stackup
