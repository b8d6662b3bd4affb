#pragma once
// The submodules of a commit, read from its tree, so that it works in a bare repository as well.

#include "stackup/base/result.h"
#include "stackup/ports/repositories.h"
#include "stackup/system/git_library.h"

#include <string>
#include <vector>

namespace stackup {

struct SubmodulePin {
  std::string name;
  std::string path;
  std::string url;  ///< as .gitmodules has it; may be relative
  std::string commit;

  bool operator==(const SubmodulePin&) const = default;
};

/// All that .gitmodules and the tree agree on; fails for names and paths that would leave the repository.
[[nodiscard]] Result<std::vector<SubmodulePin>> submodules_of(git_repository* repository, const std::string& commit);
/// `./x` and `../x` are meant from the origin's URL.
[[nodiscard]] std::string resolved_submodule_url(const std::string& origin, const std::string& url);
/// What to ask for to have the submodule: its commit, from its URL. Fails for URLs that a remote recipe's repository may not name (local
/// paths).
[[nodiscard]] Result<CheckoutRequest> request_for(const SubmodulePin& pin, const CheckoutRequest& parent);

}  // namespace stackup
