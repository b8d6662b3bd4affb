#include "stackup/system/git_url.h"

#include "stackup/system/git_submodules.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

TEST(GitUrlTest, TellsTransportsApart) {
  EXPECT_EQ(transport_of("https://example.org/x.git"), GitTransport::http);
  EXPECT_EQ(transport_of("git://example.org/x"), GitTransport::git);
  EXPECT_EQ(transport_of("ssh://git@example.org:22/x"), GitTransport::ssh);
  EXPECT_EQ(transport_of("git@example.org:ada/x.git"), GitTransport::ssh);
  EXPECT_EQ(transport_of("/srv/x.git"), GitTransport::local);
  EXPECT_EQ(transport_of("../x"), GitTransport::local);
  EXPECT_EQ(transport_of("file:///srv/x.git"), GitTransport::local);
  EXPECT_EQ(transport_of("ext::sh -c true"), GitTransport::unknown);
  EXPECT_EQ(transport_of("--upload-pack=x"), GitTransport::unknown);
  EXPECT_EQ(transport_of("ftp://example.org/x"), GitTransport::unknown);
  EXPECT_EQ(transport_of(""), GitTransport::unknown);
}

TEST(GitUrlTest, ReadsPathsAndHosts) {
  EXPECT_EQ(local_path_of("file:///srv/my%20shop.git"), "/srv/my shop.git");
  EXPECT_EQ(local_path_of("https://example.org/x"), std::nullopt);
  EXPECT_EQ(host_of("git@example.org:ada/x.git"), "example.org");
  EXPECT_EQ(host_of("ssh://git@example.org:2222/x"), "example.org:2222");
  EXPECT_EQ(host_of("/srv/x"), "");
}

TEST(GitUrlTest, HidesPasswords) {
  EXPECT_EQ(shown_url("https://ada:lovelace@example.org/x.git"), "https://example.org/x.git");
  EXPECT_EQ(shown_url("https://token@example.org/x.git"), "https://example.org/x.git");
  EXPECT_EQ(shown_url("ssh://git@example.org/x"), "ssh://git@example.org/x");
  EXPECT_EQ(without_password("fatal: https://a:b@h/x: gone (https://a:b@h/x)", "https://a:b@h/x"),
            "fatal: https://h/x: gone (https://h/x)");
}

TEST(GitUrlTest, ResolvesSubmodulesFromTheirOrigin) {
  EXPECT_EQ(resolved_submodule_url("https://example.org/a/shop.git", "../inner.git"), "https://example.org/a/inner.git");
  EXPECT_EQ(resolved_submodule_url("https://example.org/a/shop.git/", "../../b/inner.git"), "https://example.org/b/inner.git");
  EXPECT_EQ(resolved_submodule_url("git@example.org:ada/shop.git", "../inner.git"), "git@example.org:ada/inner.git");
  EXPECT_EQ(resolved_submodule_url("git@example.org:shop.git", "../inner.git"), "git@example.org:inner.git");
  EXPECT_EQ(resolved_submodule_url("https://example.org/shop", "./inner"), "https://example.org/shop/inner");
  EXPECT_EQ(resolved_submodule_url("https://example.org/shop", "https://other.org/x"), "https://other.org/x");
}

}  // namespace
}  // namespace stackup
