#pragma once
// Each file here is a fuzzer of its own: libFuzzer hands it bytes that it has made up, guided by which code they reach. It fails by crashing, by a sanitizer's
// finding, by taking longer than libFuzzer's timeout, or by a law that does not hold.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace stackup::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }

/// A law that holds for any input.
inline void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", law);
  std::abort();
}

/// The bytes up to the next newline; `rest` begins after it.
inline std::string_view first_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : rest.size());
  return line;
}

}  // namespace stackup::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
