#include "stackup/store/process_journal.h"

#include "stackup/event/needed_events.h"

#include <algorithm>
#include <utility>

namespace stackup {

ProcessJournal::ProcessJournal(std::unique_ptr<Journal> journal, const Clock& clock, Limits limits)
    : journal_(std::move(journal)), clock_(clock), limits_(limits), compact_at_(limits.longest), most_waiting_(limits.most_waiting) {}

Result<std::unique_ptr<ProcessJournal>> ProcessJournal::open(const std::filesystem::path& path, const Clock& clock, Limits limits) {
  auto journal = Journal::open(path, Durability::written, clock);
  if (!journal) return fail(journal);
  std::unique_ptr<ProcessJournal> opened(new ProcessJournal(std::move(*journal), clock, limits));
  opened->keep_short();
  return opened;
}

Result<void> ProcessJournal::emit(const Event& event) {
  if (!is_durable(event)) return {};
  const bool was_behind = is_behind();
  waiting_.push_back({clock_.wall_now(), event});
  auto written = catch_up();
  if (!written && waiting_.size() > most_waiting_) forget_what_no_longer_matters();
  if (!written && !was_behind) when_behind_();
  return written;
}

Result<void> ProcessJournal::catch_up() {
  if (!is_behind()) return {};
  if (auto written = journal_->append(waiting_); !written) return written;
  waiting_.clear();
  most_waiting_ = limits_.most_waiting;
  keep_short();
  return {};
}

void ProcessJournal::keep_short() {
  if (journal_->size() <= compact_at_) return;
  // Without room for the short one the long one goes on; either way the next try is worth it only when there is much more to take out.
  [[maybe_unused]] const auto shorter = journal_->compact(limits_.word_for_word);
  compact_at_ = std::max(limits_.longest, 2 * journal_->size());
}

void ProcessJournal::forget_what_no_longer_matters() {
  std::vector<TimedEvent> needed;
  for (const auto place : needed_events(waiting_)) needed.push_back(std::move(waiting_[place]));
  waiting_ = std::move(needed);
  most_waiting_ = std::max(limits_.most_waiting, 2 * waiting_.size());
}

}  // namespace stackup
