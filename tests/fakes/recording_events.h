#pragma once

#include "stackup/event/event.h"

#include <optional>
#include <vector>

namespace stackup::testing {

/// Keeps what it is told, in order.
class RecordingEvents : public EventSink {
 public:
  std::vector<Event> list;
  std::optional<std::size_t> room;  ///< how many events it takes before it fails

  Result<void> emit(const Event& event) override {
    if (room && list.size() >= *room) return fail(Error(ErrorCode::disk_full, "the journal can't be written").because("No space left on device"));
    list.push_back(event);
    return {};
  }
};

}  // namespace stackup::testing
