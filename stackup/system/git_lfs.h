#pragma once
// Large files kept by git-lfs: fetched into the cache with everything else, hard-linked into the checkouts.

#include "stackup/ports/repositories.h"
#include "stackup/system/git_job.h"

#include <filesystem>
#include <string>

namespace stackup {

/// Gets the large files of the commit into the bare repository, unless they are there.
[[nodiscard]] Result<void> fetch_lfs_objects(const std::filesystem::path& bare, const CheckoutRequest& request, const std::string& commit,
                                             GitJob& job);
[[nodiscard]] bool has_lfs_objects(const std::filesystem::path& bare, const std::string& commit);
/// Writes the large files in the place of their pointers; what link_lfs_objects did not bring is fetched.
[[nodiscard]] Result<void> check_out_lfs_files(const std::filesystem::path& checkout, const CheckoutRequest& request, GitJob& job);
[[nodiscard]] Result<void> link_lfs_objects(const std::filesystem::path& source, const std::filesystem::path& checkout_git);

}  // namespace stackup
