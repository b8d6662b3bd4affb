#include "stackup/system/git_progress.h"

#include <cstdlib>
#include <string>

namespace stackup {

namespace {

constexpr std::chrono::milliseconds shortest_interval{100};

/// "1.25 MiB" → bytes; git writes B, KiB, MiB or GiB.
std::uint64_t bytes_in(std::string_view text) {
  char* end = nullptr;
  const std::string copy(text);
  const double number = std::strtod(copy.c_str(), &end);
  while (*end == ' ') ++end;
  const double unit = *end == 'K' ? 1024.0 : *end == 'M' ? 1048576.0 : *end == 'G' ? 1073741824.0 : 1.0;
  return static_cast<std::uint64_t>(number * unit);
}

}  // namespace

GitProgress::GitProgress(const JobControl& control, ProgressSink sink)
    : control_(control), sink_(sink ? std::make_shared<ProgressSink>(std::move(sink)) : nullptr) {}

GitProgress::~GitProgress() {
  if (is_held_back_) send();
}

void GitProgress::received(std::uint64_t objects, std::uint64_t total, std::uint64_t bytes) {
  now_.received_objects = objects;
  now_.total_objects = total;
  now_.received_bytes = bytes;
  changed();
}

void GitProgress::checked_out(std::uint64_t files, std::uint64_t total) {
  now_.done_files = files;
  now_.total_files = total;
  changed();
}

// "Receiving objects:  45% (450/1000), 1.20 MiB | 3.00 MiB/s" and "Updating files:  50% (1/2)".
void GitProgress::git_said(std::string_view line) {
  control_.alive();
  const bool is_receiving = line.find("Receiving objects:") != std::string_view::npos;
  const bool is_writing = line.find("Updating files:") != std::string_view::npos;
  const auto open = line.find('(');
  const auto slash = line.find('/', open);
  if ((!is_receiving && !is_writing) || open == std::string_view::npos || slash == std::string_view::npos) return;
  const auto done = std::strtoull(std::string(line.substr(open + 1)).c_str(), nullptr, 10);
  const auto total = std::strtoull(std::string(line.substr(slash + 1)).c_str(), nullptr, 10);
  if (is_writing) return checked_out(done, total);
  const auto comma = line.find("), ");
  received(done, total, comma == std::string_view::npos ? now_.received_bytes : bytes_in(line.substr(comma + 3)));
}

void GitProgress::changed() {
  control_.alive();
  is_held_back_ = true;
  const bool is_first = last_sent_ == std::chrono::steady_clock::time_point{};
  if (is_first || std::chrono::steady_clock::now() - last_sent_ >= shortest_interval) send();
}

void GitProgress::send() {
  is_held_back_ = false;
  if (!sink_) return;
  last_sent_ = std::chrono::steady_clock::now();
  control_.post_home([sink = sink_, progress = now_] { (*sink)(progress); });
}

}  // namespace stackup
