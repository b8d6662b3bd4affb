#include "stackup/system/workspace_secrets.h"

#include "stackup/base/digest.h"

#include <utility>

namespace stackup {

WorkspaceSecrets::WorkspaceSecrets(WritableFiles& files, std::filesystem::path directory) : files_(files), directory_(std::move(directory)) {}

std::filesystem::path WorkspaceSecrets::file_of(const SecretId& id) const { return directory_ / id.owner / id.name; }

std::optional<std::string> WorkspaceSecrets::find(const SecretId& id) const {
  auto text = files_.read(file_of(id));
  if (!text) return std::nullopt;
  return *text;
}

Result<std::string> WorkspaceSecrets::get_or_make(const SecretId& id) {
  if (auto known = find(id)) return *known;
  const auto made = random_word(24);
  if (auto written = put(id, made); !written) return fail(written);
  return made;
}

Result<void> WorkspaceSecrets::put(const SecretId& id, const std::string& value) { return files_.write(file_of(id), value, 0600); }

Result<std::string> WorkspaceSecrets::digest_key() { return get_or_make({".", "digest-key"}); }

}  // namespace stackup
