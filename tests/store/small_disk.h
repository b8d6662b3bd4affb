#pragma once
// A file system of a few kilobytes, full or read-only as one likes, without being root: a tmpfs in a namespace of a child process.

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stackup::testing {

class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path place) : place_(std::move(place)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return place_; }
  /// Takes all the room there is.
  void fill() const {
    const int fd = open((place_ / "ballast").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    for (const std::string block(4096, 'x'); write(fd, block.data(), block.size()) > 0;) {}
    close(fd);
  }
  void make_room() const { std::filesystem::remove(place_ / "ballast"); }
  /// Nothing may be open for writing.
  [[nodiscard]] bool make_read_only() const { return mount("tmpfs", place_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0; }
  [[nodiscard]] bool make_writable() const { return mount("tmpfs", place_.c_str(), "tmpfs", MS_REMOUNT, nullptr) == 0; }

 private:
  std::filesystem::path place_;
};

/// What `story` says on a disk mounted at `place` with these options; "skipped: …" where the system allows no namespaces.
inline std::string on_small_disk(const std::filesystem::path& place, const std::string& options, const std::function<std::string(const SmallDisk&)>& story) {
  int told[2];
  if (pipe(told) != 0) return "no pipe";
  const auto user = std::to_string(getuid()), group = std::to_string(getgid());
  const pid_t child = fork();
  if (child == 0) {
    std::string words = "skipped: no user namespaces here";
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) {
      std::ofstream("/proc/self/setgroups") << "deny";
      std::ofstream("/proc/self/uid_map") << "0 " + user + " 1";
      std::ofstream("/proc/self/gid_map") << "0 " + group + " 1";
      words = mount("tmpfs", place.c_str(), "tmpfs", 0, options.c_str()) == 0 ? story(SmallDisk(place)) : "skipped: no mounts in namespaces here";
    }
    [[maybe_unused]] const auto written = write(told[1], words.data(), words.size());
    _exit(0);
  }
  close(told[1]);
  std::string words;
  char block[512];
  for (ssize_t count = 0; (count = read(told[0], block, sizeof block)) > 0;) words.append(block, static_cast<std::size_t>(count));
  close(told[0]);
  waitpid(child, nullptr, 0);
  return words;
}

}  // namespace stackup::testing
