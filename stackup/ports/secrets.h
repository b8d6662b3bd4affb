#pragma once
// The workspace's secrets: one file each, 0600, in .stackup/secrets/OWNER/NAME.

#include "stackup/base/result.h"

#include <filesystem>
#include <optional>
#include <string>

namespace stackup {

/// OWNER is a unit, or UNIT/ALIAS for a claim's secret.
struct SecretId {
  std::string owner;
  std::string name;

  auto operator<=>(const SecretId&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 means the 0 that the compiler compares with
};

class Secrets {
 public:
  virtual ~Secrets() = default;
  [[nodiscard]] virtual std::optional<std::string> find(const SecretId& id) const = 0;
  /// Makes it unless it is there; 24 letters and digits (140 bits).
  virtual Result<std::string> get_or_make(const SecretId& id) = 0;
  /// Writes one that was chosen or given; it replaces what was there.
  virtual Result<void> put(const SecretId& id, const std::string& value) = 0;
  [[nodiscard]] virtual std::filesystem::path file_of(const SecretId& id) const = 0;
  /// Keys the digests of steps that contain secrets; made with the workspace.
  virtual Result<std::string> digest_key() = 0;
};

}  // namespace stackup
