#pragma once
// The developers' diary: every event with process id, level and its journal form in a file that people attach to bug reports. Not meant for
// users; those have renderers.

#include "stackup/ui/renderer.h"

#include <filesystem>
#include <memory>

namespace stackup {

class LogSink : public EventSink {
 public:
  /// Appends to `file`, which is kept below 1 MB by renaming it to FILE.1; its directory must exist.
  [[nodiscard]] static Result<std::unique_ptr<LogSink>> open(const std::filesystem::path& file, WallNow now);

  ~LogSink() override = default;
};

}  // namespace stackup
