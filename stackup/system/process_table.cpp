#include "stackup/system/process_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <set>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace stackup {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::optional<int> pid_from(std::string_view name) {
  int pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return pid;
}

/// Without a stream's buffers: this is read for every process of the machine.
std::string read_stat(int pid) {
  const int fd = open(fmt::format("/proc/{}/stat", pid).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  std::array<char, 1024> buffer;
  const auto count = ::read(fd, buffer.data(), buffer.size() - 1);
  close(fd);
  return count > 0 ? std::string(buffer.data(), static_cast<std::size_t>(count)) : std::string();
}

/// The last reading, for whoever asks soon after.
struct Shared {
  std::mutex mutex;
  std::shared_ptr<const ProcessTable> table;
  std::chrono::steady_clock::time_point good_until;
};

Shared& shared() {
  static Shared one;
  return one;
}

}  // namespace

std::optional<ProcessEntry> read_process(int pid) {
  const std::string line = read_stat(pid);
  const auto name_end = line.rfind(')');  // the name may hold spaces and parentheses
  if (name_end == std::string::npos) return std::nullopt;
  ProcessEntry entry;
  entry.pid = pid;
  unsigned long long ticks = 0;
  constexpr auto fields = " %c %d %d %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu";
  if (std::sscanf(line.c_str() + name_end + 1, fields, &entry.state, &entry.parent, &entry.group, &entry.session, &ticks) != 5) return std::nullopt;
  entry.start_ticks = ticks;
  return entry;
}

ProcessMark mark_carried_by(int pid) {
  rlimit limit{};
  if (prlimit(pid, RLIMIT_LOCKS, nullptr, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return {};
  return {limit.rlim_cur};
}

std::string boot_id() { return first_line("/proc/sys/kernel/random/boot_id"); }

std::string process_name(int pid) { return first_line(fmt::format("/proc/{}/comm", pid)); }

ProcessIdentity identity_of(int pid) {
  const auto entry = read_process(pid);
  return {pid, entry ? entry->start_ticks : 0, boot_id()};
}

bool is_running(const ProcessIdentity& identity) {
  if (identity.pid <= 0) return false;
  const auto entry = read_process(identity.pid);
  return entry && entry->is_alive() && entry->start_ticks == identity.start_ticks && identity.boot_id == boot_id();
}

ProcessTable ProcessTable::read() {
  ProcessTable table;
  DIR* directory = opendir("/proc");
  if (directory == nullptr) return table;
  while (const auto* item = readdir(directory)) {
    const auto pid = pid_from(item->d_name);
    if (!pid) continue;
    auto entry = read_process(*pid);
    if (!entry) continue;
    entry->mark = mark_carried_by(*pid);
    table.all_.push_back(*entry);
  }
  closedir(directory);
  std::sort(table.all_.begin(), table.all_.end(), [](const auto& a, const auto& b) { return std::pair(a.start_ticks, a.pid) < std::pair(b.start_ticks, b.pid); });
  return table;
}

std::shared_ptr<const ProcessTable> ProcessTable::recent() {
  const std::lock_guard guard(shared().mutex);
  const auto begun = std::chrono::steady_clock::now();
  if (shared().table && begun < shared().good_until) return shared().table;
  shared().table = std::make_shared<const ProcessTable>(read());
  const auto now = std::chrono::steady_clock::now();
  shared().good_until = now + 3 * (now - begun);
  return shared().table;
}

void forget_process_table() {
  const std::lock_guard guard(shared().mutex);
  shared().table.reset();
}

template <class Belongs>
std::vector<ProcessEntry> ProcessTable::with_descendants(Belongs belongs) const {
  std::set<int> members;
  for (bool grew = true; grew;) {  // again only where a child has a lower start than its parent by a wrapped or equal clock tick
    grew = false;
    for (const auto& entry : all_)
      if ((members.contains(entry.parent) || belongs(entry)) && members.insert(entry.pid).second) grew = true;
  }
  members.erase(getpid());
  std::vector<ProcessEntry> found;
  std::copy_if(all_.begin(), all_.end(), std::back_inserter(found), [&](const ProcessEntry& entry) { return entry.is_alive() && members.contains(entry.pid); });
  return found;
}

std::vector<ProcessEntry> ProcessTable::marked(ProcessMark mark) const {
  return with_descendants([&](const ProcessEntry& entry) { return entry.mark == mark && entry.is_alive(); });
}

std::vector<ProcessEntry> ProcessTable::descended(const ProcessIdentity& root) const {
  // A pid that is another's now was free in between, and the kernel keeps it from being reused while a group or session has its number.
  const auto taken = std::find_if(all_.begin(), all_.end(), [&](const ProcessEntry& entry) { return entry.pid == root.pid && entry.start_ticks != root.start_ticks; });
  if (taken != all_.end()) return {};
  return with_descendants([&](const ProcessEntry& entry) { return entry.pid == root.pid || entry.session == root.pid || entry.group == root.pid; });
}

std::vector<ProcessEntry> process_tree(const ProcessIdentity& root, ProcessMark mark) {
  const auto table = ProcessTable::recent();
  return mark.is_given() ? table->marked(mark) : table->descended(root);
}

void signal_exactly(const ProcessEntry& entry, int signal) {
  const auto fd = static_cast<int>(syscall(SYS_pidfd_open, entry.pid, 0));
  if (fd < 0) return;
  const auto now = read_process(entry.pid);
  if (now && now->start_ticks == entry.start_ticks) syscall(SYS_pidfd_send_signal, fd, signal, nullptr, 0);
  close(fd);
}

}  // namespace stackup
