#pragma once
// Texts that a person has read and found good. STACKUP_ACCEPT=1 rewrites them; look at the difference before committing.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace stackup::testing {

/// Compares with the file `path` (relative to the repository).
inline void expect_golden(const std::string& path, const std::string& text) {
  const auto file = std::filesystem::path(STACKUP_SOURCE_DIR) / path;
  if (std::getenv("STACKUP_ACCEPT") != nullptr) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  const std::string expected{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(text, expected) << "differs from " << path << "; if the new text is right, run the test again with STACKUP_ACCEPT=1";
}

}  // namespace stackup::testing
