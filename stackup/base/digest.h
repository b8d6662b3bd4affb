#pragma once
// Fingerprints that tell whether a step's inputs are still the same.

#include <string>
#include <string_view>

namespace stackup {

/// Collects parts and gives their digest. Each part is framed by its length, so that ("ab","c") and ("a","bc") differ.
class Digester {
 public:
  /// With a key (any length) the digest can't be computed by who does not know it: used where secrets are among the parts.
  explicit Digester(std::string_view key = {});
  Digester& add(std::string_view part);
  /// 32 lower-case hexadecimal digits (128 bits of BLAKE2b, RFC 7693).
  [[nodiscard]] std::string hex() const;

 private:
  std::string key_;
  std::string framed_;
};

[[nodiscard]] std::string digest_of(std::string_view text);
/// `length` letters and digits from the system's random source.
[[nodiscard]] std::string random_word(std::size_t length);

}  // namespace stackup
