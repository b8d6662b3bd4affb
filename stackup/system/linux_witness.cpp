#include "stackup/system/linux_witness.h"

#include "stackup/system/listeners.h"
#include "stackup/system/proc_text.h"
#include "stackup/system/process_table.h"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <sstream>

#include <arpa/inet.h>
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

/// A line of /proc/net/tcp: the address as the kernel writes it, in hexadecimal digits of words in the machine's byte order.
struct ListeningLine {
  std::string address;
  int port = 0;
  std::uint64_t inode = 0;
};

std::vector<ListeningLine> listening_lines(const fs::path& table) {
  std::vector<ListeningLine> found;
  std::istringstream lines(proc_text(table));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream columns(line);
    const std::vector<std::string> column{std::istream_iterator<std::string>(columns), {}};
    const std::string_view listening = "0A";
    if (column.size() < 10 || column[3] != listening) continue;
    const auto colon = column[1].find(':');
    found.push_back({column[1].substr(0, colon), std::stoi(column[1].substr(colon + 1), nullptr, 16), std::stoull(column[9])});
  }
  return found;
}

/// The kernel's digits → the address in network byte order.
template <class Address>
Address address_of(const std::string& digits) {
  Address address{};
  auto* bytes = reinterpret_cast<unsigned char*>(&address);
  for (std::size_t word = 0; word < sizeof address / 4; ++word) {
    const auto value = static_cast<std::uint32_t>(std::stoul(digits.substr(word * 8, 8), nullptr, 16));
    std::copy_n(reinterpret_cast<const unsigned char*>(&value), 4, bytes + word * 4);
  }
  return address;
}

bool is_loopback(const std::string& digits) {
  if (digits.size() == 8) return (ntohl(address_of<in_addr>(digits).s_addr) >> 24) == IN_LOOPBACKNET;
  const auto address = address_of<in6_addr>(digits);
  return IN6_IS_ADDR_LOOPBACK(&address) || (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == IN_LOOPBACKNET);
}

std::string shown(const ListeningLine& line) {
  const bool is_v4 = line.address.size() == 8;
  std::string text(INET6_ADDRSTRLEN, '\0');
  const auto v4 = is_v4 ? address_of<in_addr>(line.address) : in_addr{};
  const auto v6 = is_v4 ? in6_addr{} : address_of<in6_addr>(line.address);
  inet_ntop(is_v4 ? AF_INET : AF_INET6, is_v4 ? static_cast<const void*>(&v4) : &v6, text.data(), INET6_ADDRSTRLEN);
  text.resize(text.find('\0'));
  return is_v4 ? fmt::format("{}:{}", text, line.port) : fmt::format("[{}]:{}", text, line.port);
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
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"})
    for (const auto& line : listening_lines(table))
      if (!is_loopback(line.address) && holder_of(line.inode, pids) != 0) found.push_back(shown(line));
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
