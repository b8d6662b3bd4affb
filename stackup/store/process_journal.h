#pragma once
// The supervisor's journal. It never gives up: what a full disk or a read-only file system does not take is kept in memory, in order, and written as soon as
// there is room, because a running service must not lose its supervision over that. It stays short, also over a service that crashes for ever.

#include "stackup/store/journal.h"

#include <functional>
#include <memory>
#include <vector>

namespace stackup {

class ProcessJournal : public EventSink {
 public:
  struct Limits {
    std::size_t longest = 256 * 1024;       ///< bytes; from there on what no longer matters is taken out, now and whenever it has doubled
    std::size_t word_for_word = 64 * 1024;  ///< bytes at the end that stay, for people
    std::size_t most_waiting = 200;         ///< events in memory; beyond, what no longer matters is forgotten
  };
  [[nodiscard]] static Result<std::unique_ptr<ProcessJournal>> open(const std::filesystem::path& path, const Clock& clock, Limits limits);
  [[nodiscard]] static Result<std::unique_ptr<ProcessJournal>> open(const std::filesystem::path& path, const Clock& clock) { return open(path, clock, Limits()); }

  /// Called when the first event has to wait; whoever set it calls catch_up from time to time.
  void when_behind(std::function<void()> action) { when_behind_ = std::move(action); }

  /// A failure tells that the event has to wait; it is not lost as long as this program lives.
  Result<void> emit(const Event& event) override;
  /// Writes what has to wait; a success if there is nothing.
  Result<void> catch_up();
  [[nodiscard]] bool is_behind() const { return !waiting_.empty(); }

 private:
  ProcessJournal(std::unique_ptr<Journal> journal, const Clock& clock, Limits limits);

  void keep_short();
  void forget_what_no_longer_matters();

  std::unique_ptr<Journal> journal_;
  const Clock& clock_;
  Limits limits_;
  std::size_t compact_at_;
  std::size_t most_waiting_;
  std::vector<TimedEvent> waiting_;
  std::function<void()> when_behind_ = [] {};
};

}  // namespace stackup
