#include "stackup/base/digest.h"

#include <array>

#include <fmt/format.h>
#include <sodium.h>

namespace stackup {
namespace {

constexpr std::size_t digest_bytes = 16;

std::string to_hex(const unsigned char* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

}  // namespace

Digester::Digester(std::string_view key) {
  if (key.empty()) return;
  // BLAKE2b takes keys of 16 to 64 bytes; any other is brought to 32 first.
  std::array<unsigned char, 32> folded{};
  crypto_generichash(folded.data(), folded.size(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), nullptr, 0);
  key_.assign(folded.begin(), folded.end());
}

Digester& Digester::add(std::string_view part) {
  framed_ += fmt::format("{}:", part.size());
  framed_ += part;
  return *this;
}

std::string Digester::hex() const {
  std::array<unsigned char, digest_bytes> out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(framed_.data()), framed_.size(),
                     key_.empty() ? nullptr : reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return to_hex(out.data(), out.size());
}

std::string digest_of(std::string_view text) { return Digester().add(text).hex(); }

std::string random_word(std::size_t length) {
  static constexpr std::string_view alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  std::string word;
  for (std::size_t i = 0; i < length; ++i) word += alphabet[randombytes_uniform(alphabet.size())];
  return word;
}

}  // namespace stackup
