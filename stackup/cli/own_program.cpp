#include "stackup/cli/own_program.h"

#include <filesystem>

#include <unistd.h>

namespace stackup {

std::string own_program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return !error && access(path.c_str(), X_OK) == 0 ? path.string() : "/proc/self/exe";
}

}  // namespace stackup
