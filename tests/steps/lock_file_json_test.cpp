#include "stackup/steps/lock_file_json.h"

#include <string>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Paths = std::vector<std::filesystem::path>;

TEST(LocalFilesOfLock, AreWorkspacesAndArchivesWithinTheProject) {
  EXPECT_EQ(local_files_of_lock(R"({"lockfileVersion": 3, "packages": {
    "": {"name": "shop"},
    "node_modules/a": {"version": "1.0.0", "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz"},
    "node_modules/b": {"resolved": "file:vendor/b-1.0.0.tgz"},
    "node_modules/cart": {"resolved": "packages/cart", "link": true},
    "node_modules/outside": {"resolved": "file:../outside.tgz"},
    "packages/cart": {"version": "1.0.0"},
    "packages/cart/node_modules/d": {"version": "1.0.0"},
    "../other": {"version": "1.0.0"}}})"),
            (Paths{"vendor/b-1.0.0.tgz", "packages/cart/package.json"}));
}

TEST(LocalFilesOfLock, OfSomethingElseThereAreNone) {
  for (const char* text : {"", "[]", "{", R"({"packages": []})", R"({"packages": {"a": 1, "b": {"resolved": 2}}, "lockfileVersion": 3, "x": null})", R"({"packages": {"a": {}}, "n": 1e99999})"})
    EXPECT_LE(local_files_of_lock(text).size(), 2u) << text;
  EXPECT_EQ(local_files_of_lock(std::string(100000, '[')), Paths{});
}

}  // namespace
}  // namespace stackup::testing
