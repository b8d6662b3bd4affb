#pragma once
// Secrets as files of the workspace.

#include "stackup/ports/files.h"
#include "stackup/ports/secrets.h"

namespace stackup {

class WorkspaceSecrets : public Secrets {
 public:
  /// `directory` is .stackup/secrets.
  WorkspaceSecrets(WritableFiles& files, std::filesystem::path directory);

  [[nodiscard]] std::optional<std::string> find(const SecretId& id) const override;
  Result<std::string> get_or_make(const SecretId& id) override;
  Result<void> put(const SecretId& id, const std::string& value) override;
  [[nodiscard]] std::filesystem::path file_of(const SecretId& id) const override;
  Result<std::string> digest_key() override;

 private:
  WritableFiles& files_;
  std::filesystem::path directory_;
};

}  // namespace stackup
