#pragma once
// A new checkout: made beside its place under another name and renamed when it is complete, so that a kill leaves nothing half-made there.

#include "stackup/ports/repositories.h"
#include "stackup/system/git_job.h"

namespace stackup {

[[nodiscard]] Result<CheckoutState> clone_checkout(const CheckoutRequest& request, GitJob& job);
/// Everything that clone_checkout will need, submodules and large files too, into the cache.
[[nodiscard]] Result<void> fill_cache(const CheckoutRequest& request, GitJob& job);
/// Whether clone_checkout can do without a network.
[[nodiscard]] bool has_all_in_cache(const CheckoutRequest& request);

/// The name beside the checkout under which `what` of it is made; held under the lock that beside(directory, "lock") is.
[[nodiscard]] std::filesystem::path beside(const std::filesystem::path& directory, const std::string& what);

}  // namespace stackup
