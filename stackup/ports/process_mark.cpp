#include "stackup/ports/process_mark.h"

#include "stackup/base/digest.h"

#include <string>

namespace stackup {
namespace {

std::uint64_t leading_bits(const std::string& hex, int bits) { return std::stoull(hex.substr(0, 8), nullptr, 16) >> (32 - bits); }

}  // namespace

ProcessMark mark_of(const std::filesystem::path& state, Marked kind, std::string_view id) {
  const auto workspace = leading_bits(digest_of(state.string()), 31);
  const auto within = leading_bits(Digester().add(kind == Marked::process ? "process" : "step").add(id).hex(), 32);
  return {(workspace << 32) | (within == 0 ? 1 : within)};
}

}  // namespace stackup
