#include "stackup/system/proc_text.h"

#include <fstream>
#include <sstream>

namespace stackup {

std::string proc_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();  // an iterator over the buffer would throw when the process is gone
  return out.str();
}

}  // namespace stackup
