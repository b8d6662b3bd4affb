#pragma once
// An append-only file of events, one JSON object a line, with one writer. A torn last line (a kill in the middle of a write) is cut off before anything is
// appended; readers need no lock and skip what they can't read.

#include "stackup/event/event.h"
#include "stackup/event/run_state.h"
#include "stackup/ports/clock.h"

#include <filesystem>
#include <memory>

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

 private:
  Journal(int fd, std::filesystem::path path, Durability durability, const Clock& clock);

  int fd_;
  std::filesystem::path path_;
  Durability durability_;
  const Clock& clock_;
};

/// The fold of one journal on top of `state`. A file that does not exist adds nothing.
[[nodiscard]] RunState load_journal(RunState state, const std::filesystem::path& path);

}  // namespace stackup
