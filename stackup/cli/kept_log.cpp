#include "stackup/cli/kept_log.h"

#include "stackup/ports/files.h"

#include <algorithm>
#include <utility>

namespace stackup {
namespace {

constexpr std::size_t block = 64 * 1024;
constexpr std::size_t longest_before = 64;
constexpr int most_tries = 100;  // of a read while the file is being cut

/// The same bytes stand at the same offsets.
bool are_alike(const LogHead& a, const LogHead& b) { return a.inode == b.inode && a.base == b.base && a.first == b.first && a.beginnings == b.beginnings; }

/// Of the line that `offset` is in, or of the file.
std::uint64_t end_of_line(const WatchedFile& file, std::uint64_t offset) {
  for (auto bytes = file.read(offset, block); !bytes.empty(); bytes = file.read(offset, block)) {
    if (const auto end = bytes.find('\n'); end != std::string::npos) return offset + end + 1;
    offset += bytes.size();
  }
  return offset;
}

}  // namespace

std::uint64_t offset_of_last_lines(const WatchedFile& file, std::size_t count, std::uint64_t first) {
  const auto length = file.length();
  if (count == all_lines) return first;
  if (count == 0) return length;
  std::size_t found = 0;
  for (std::uint64_t end = length; end > first;) {
    const auto start = std::max(end > block ? end - block : 0, first);
    const auto bytes = file.read(start, static_cast<std::size_t>(end - start));
    for (std::size_t i = bytes.size(); i-- > 0;) {
      const bool is_last_byte = start + i + 1 == length;  // which ends the last line and begins none
      if (bytes[i] == '\n' && !is_last_byte && ++found == count) return start + i + 1;
    }
    end = start;
  }
  return first;
}

KeptLog::KeptLog(std::unique_ptr<WatchedFile> file, std::filesystem::path index, const Files& files) : file_(std::move(file)), index_(std::move(index)), files_(&files), inode_(file_->inode()) {
  head_ = head_now();
}

LogHead KeptLog::head_now() const {
  const auto text = files_->read_part(index_, 0, log_head_length);
  const auto head = text ? log_head_from(*text) : std::nullopt;
  if (!head || head->inode != inode_) return head_;
  if (head->cutting == 0) return *head;
  return after_interrupted_cut(*head, file_->read(0, log_fingerprint_length));
}

void KeptLog::adapt_to(const LogHead& now) {
  const bool is_place_unknown = head_.inode == 0 && now.beginnings != 0;  // the first file of a log begins at 0; where a later one does, nobody had said
  if (is_place_unknown) {
    at_ = std::max(at_, now.first - now.base);
  } else if (now.beginnings == head_.beginnings) {
    const auto place = head_.base + at_;
    if (place < now.first && has_begun_) next_.missed += now.first - place;
    if (place < now.first) next_.is_torn = now.is_torn;
    at_ = std::max(place, now.first) - now.base;
  }
  if (now.base != head_.base || now.first != head_.first || now.inode != head_.inode || now.beginnings != head_.beginnings) arrivals_end_ = 0;
  head_ = now;
  if (file_->length() < at_) begin_anew();
}

bool KeptLog::goes_on() const {
  const auto first = head_.first - head_.base;
  const auto known = std::min<std::uint64_t>(before_.size(), at_ - std::min(at_, first));
  return before_.ends_with(file_->read(at_ - known, known));
}

void KeptLog::begin_anew() {
  at_ = head_.first - head_.base <= file_->length() ? head_.first - head_.base : 0;
  before_.clear();
  next_.begins_anew = true;
}

void KeptLog::skip(std::uint64_t bytes) {
  at_ += bytes;
  before_.clear();
}

KeptLog::Piece KeptLog::read(std::size_t most) {
  if (!has_begun_ && head_.is_torn) next_.is_torn = true;
  for (int tries = 0; tries < most_tries; ++tries) {
    adapt_to(head_now());
    const bool is_same = goes_on();
    next_.bytes = file_->read(at_, most);
    if (!are_alike(head_now(), head_)) continue;
    if (is_same) break;
    begin_anew();
  }
  before_ += next_.bytes.substr(next_.bytes.size() - std::min(next_.bytes.size(), longest_before));
  before_.erase(0, before_.size() - std::min(before_.size(), longest_before));
  has_begun_ = true;
  may_have_new_arrivals_ = true;
  at_ += next_.bytes.size();
  next_.end = head_.base + at_;
  return std::exchange(next_, Piece{});
}

std::uint64_t KeptLog::unread() {
  adapt_to(head_now());
  return file_->length() - std::min(file_->length(), at_);
}

void KeptLog::go_to_last_lines(std::size_t count) {
  has_begun_ = true;
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto first = head_.first - head_.base;
    at_ = offset_of_last_lines(*file_, count, first);
    if (at_ == first && head_.is_torn) at_ = end_of_line(*file_, first);
    const auto known = std::min<std::uint64_t>(at_ - std::min(at_, first), longest_before);
    before_ = file_->read(at_ - known, known);
    const auto now = head_now();
    if (are_alike(now, head_)) return;
    head_ = now;
  }
}

std::optional<WallTime> KeptLog::arrived(LogPlace end) {
  const bool is_covered = arrivals_end_ != 0 && !arrivals_.empty() && arrivals_.back().end >= end;
  if (!is_covered && std::exchange(may_have_new_arrivals_, false)) load_arrivals();
  const auto arrival = arrival_of(arrivals_, end);
  if (arrival) return arrival->time == WallTime{} ? std::nullopt : std::optional(arrival->time);
  return arrivals_.empty() ? std::nullopt : std::optional(file_->modified());
}

void KeptLog::load_arrivals() {
  if (arrivals_end_ == 0) {
    arrivals_.clear();
    arrivals_end_ = log_head_length;
  }
  const auto lines = files_->read_part(index_, arrivals_end_, static_cast<std::size_t>(-1));
  if (!lines) return;
  const auto added = log_arrivals_from(*lines);
  arrivals_end_ += added.size() * log_arrival_length;
  arrivals_.insert(arrivals_.end(), added.begin(), added.end());
}

}  // namespace stackup
