#include "stackup/system/linux_witness.h"

#include "stackup/system/listeners.h"
#include "stackup/system/proc_text.h"
#include "stackup/system/process_table.h"

#include <algorithm>
#include <csignal>
#include <sstream>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stackup {
namespace {

namespace fs = std::filesystem;

fs::path of_process(int pid, std::string_view what) { return fmt::format("/proc/{}/{}", pid, what); }

fs::path target(const fs::path& link) {
  std::error_code gone;
  return fs::read_symlink(link, gone);
}

bool is_own(const fs::path& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && status.st_uid == geteuid();
}

bool names(int pid, const std::string& directory) {
  const auto mentions = [&](const std::string& text) { return text.find(directory) != std::string::npos; };
  return mentions(target(of_process(pid, "cwd")).string() + "/") || mentions(proc_text(of_process(pid, "environ"))) || mentions(proc_text(of_process(pid, "cmdline")));
}

SeenProcess seen(int pid) {
  auto words = proc_text(of_process(pid, "cmdline"));
  while (!words.empty() && words.back() == '\0') words.pop_back();
  std::replace(words.begin(), words.end(), '\0', ' ');
  return {pid, words.empty() ? process_name(pid) : words};
}

template <class Visit>
void each_in(const fs::path& directory, Visit visit) {
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) visit(entry->path());
}

std::vector<int> pids_of(const std::vector<SeenProcess>& processes) {
  std::vector<int> pids;
  for (const auto& process : processes) pids.push_back(process.pid);
  return pids;
}

class ListeningSocket : public HeldPort {
 public:
  explicit ListeningSocket(int descriptor) : descriptor_(descriptor) {}
  ~ListeningSocket() override { close(descriptor_); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

 private:
  int descriptor_;
};

}  // namespace

std::vector<SeenProcess> LinuxWitness::processes_of(const fs::path& directory) const {
  const auto wanted = directory.string() + "/";
  const auto table = ProcessTable::read();
  std::set<int> members;
  for (const auto& process : table.all())  // parents come before their children
    if (process.is_alive() && process.pid != getpid() && is_own(of_process(process.pid, "")) && (members.contains(process.parent) || names(process.pid, wanted)))
      members.insert(process.pid);
  std::vector<SeenProcess> found;
  for (const int pid : members) found.push_back(seen(pid));
  return found;
}

std::vector<std::string> LinuxWitness::open_to_others(const std::vector<SeenProcess>& processes) const {
  const auto pids = pids_of(processes);
  std::vector<std::string> found;
  for (const auto& listener : read_listeners())
    if (!listener.is_loopback() && holder_of(listener.inode, pids) != 0) found.push_back(to_string(listener));
  return found;
}

std::uint64_t LinuxWitness::memory_of(const std::vector<SeenProcess>& processes) const {
  std::uint64_t kilobytes = 0;
  for (const auto& process : processes) {
    std::istringstream lines(proc_text(of_process(process.pid, "smaps_rollup")));
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("Pss:")) kilobytes += std::stoull(line.substr(4));
  }
  return kilobytes * 1024;
}

std::set<fs::path> LinuxWitness::shared_files() const {
  std::set<fs::path> found;
  for (const char* directory : {"/tmp", "/var/tmp", "/dev/shm"})
    each_in(directory, [&](const fs::path& path) {
      if (is_own(path)) found.insert(path);
    });
  return found;
}

std::set<fs::path> LinuxWitness::used_by(const std::vector<SeenProcess>& processes, const std::set<fs::path>& files) const {
  std::set<fs::path> used;
  const auto note = [&](const fs::path& path) {
    if (files.contains(path)) used.insert(path);
  };
  for (const auto& process : processes) {
    each_in(of_process(process.pid, "fd"), [&](const fs::path& descriptor) { note(target(descriptor)); });
    std::istringstream lines(proc_text(of_process(process.pid, "maps")));
    for (std::string line; std::getline(lines, line);)
      if (const auto slash = line.find('/'); slash != std::string::npos) note(line.substr(slash));
  }
  return used;
}

std::unique_ptr<HeldPort> LinuxWitness::hold(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return nullptr;
  auto held = std::make_unique<ListeningSocket>(descriptor);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(descriptor, 1) != 0) return nullptr;
  return held;
}

void LinuxWitness::kill(int pid) { ::kill(pid, SIGKILL); }

}  // namespace stackup
