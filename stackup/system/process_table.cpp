#include "stackup/system/process_table.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
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

std::optional<int> pid_from(const std::string& name) {
  int pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return pid;
}

bool has_open(int pid, const struct stat& log) {
  for (int fd : {1, 2}) {
    struct stat open_file {};
    if (stat(fmt::format("/proc/{}/fd/{}", pid, fd).c_str(), &open_file) != 0) continue;
    if (open_file.st_ino == log.st_ino && open_file.st_dev == log.st_dev) return true;
  }
  return false;
}

/// Adds the descendants of all members until nothing new is found.
void add_descendants(std::set<int>& members, const std::vector<ProcessEntry>& all) {
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& entry : all)
      if (members.contains(entry.parent) && members.insert(entry.pid).second) grew = true;
  }
}

}  // namespace

std::optional<ProcessEntry> read_process(int pid) {
  const std::string line = first_line(fmt::format("/proc/{}/stat", pid));
  const auto name_end = line.rfind(')');  // the name may hold spaces and parentheses
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(line.substr(name_end + 1));
  ProcessEntry entry;
  entry.pid = pid;
  fields >> entry.state >> entry.parent >> entry.group >> entry.session;
  std::string skipped;
  for (int field = 7; field <= 21; ++field) fields >> skipped;
  fields >> entry.start_ticks;
  if (!fields) return std::nullopt;
  return entry;
}

std::vector<ProcessEntry> read_all_processes() {
  std::vector<ProcessEntry> all;
  std::error_code ignored;
  for (const auto& directory : std::filesystem::directory_iterator("/proc", ignored)) {
    const auto pid = pid_from(directory.path().filename().string());
    if (!pid) continue;
    if (auto entry = read_process(*pid)) all.push_back(*entry);
  }
  return all;
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

std::vector<ProcessEntry> process_tree(int root, const std::filesystem::path& log) {
  struct stat log_file {};
  const bool log_known = !log.empty() && stat(log.c_str(), &log_file) == 0;
  const auto all = read_all_processes();
  std::set<int> members{root};
  for (const auto& entry : all)
    if (entry.session == root || entry.group == root || (log_known && has_open(entry.pid, log_file))) members.insert(entry.pid);
  add_descendants(members, all);
  members.erase(getpid());
  std::vector<ProcessEntry> tree;
  std::copy_if(all.begin(), all.end(), std::back_inserter(tree), [&](const ProcessEntry& entry) { return entry.is_alive() && members.contains(entry.pid); });
  return tree;
}

void signal_exactly(const ProcessEntry& entry, int signal) {
  const auto fd = static_cast<int>(syscall(SYS_pidfd_open, entry.pid, 0));
  if (fd < 0) return;
  const auto now = read_process(entry.pid);
  if (now && now->start_ticks == entry.start_ticks) syscall(SYS_pidfd_send_signal, fd, signal, nullptr, 0);
  close(fd);
}

}  // namespace stackup
