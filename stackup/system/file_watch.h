#pragma once
// FileWatch by inotify(7): the kernel tells, nothing is polled.

#include "stackup/ports/file_watch.h"

#include <boost/asio/any_io_executor.hpp>

namespace stackup {

/// For how long a directory is watched: until the end, or until the first change in it, so that what happens before one asks again costs nobody anything.
enum class Watching { always, once };

class InotifyFileWatch : public FileWatch {
 public:
  explicit InotifyFileWatch(boost::asio::any_io_executor executor, Watching watching = Watching::always);
  ~InotifyFileWatch() override;

  [[nodiscard]] Result<std::unique_ptr<WatchedFile>> open(const std::filesystem::path& file) override;
  Result<void> watch(const std::filesystem::path& directory) override;
  Task<void> changed() override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
  Watching watching_;
};

}  // namespace stackup
