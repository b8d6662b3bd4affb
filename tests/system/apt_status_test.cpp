#include "stackup/system/apt_status.h"

#include <fstream>

#include <gtest/gtest.h>

namespace stackup {
namespace {

constexpr auto status = R"(Package: postgresql-15
Status: install ok installed
Architecture: amd64
Provides: postgresql-contrib-15, postgresql-15-jit-llvm (= 14)
Description: text
 Package: nonsense

Package: redis-server
Status: deinstall ok config-files
Architecture: amd64

Package: exim4-daemon-light
Status: hold ok installed
Architecture: amd64
Provides: mail-transport-agent

Package: tzdata
Status: install ok installed
Architecture: all

Package: mariadb-server
Status: install ok half-configured
Architecture: amd64
)";

TEST(AptStatus, KnowsWhatIsInstalledByNameArchitectureAndProvides) {
  const auto packages = InstalledPackages::parse(status);
  for (const auto* there : {"postgresql-15", "postgresql-15:amd64", "postgresql-15:any", "postgresql-15-jit-llvm", "mail-transport-agent", "tzdata:amd64", "exim4-daemon-light"})
    EXPECT_TRUE(packages.satisfies(there)) << there;
  for (const auto* absent : {"redis-server", "mariadb-server", "postgresql-15:arm64", "nonsense", "postgresql", ""}) EXPECT_FALSE(packages.satisfies(absent)) << absent;
}

TEST(AptStatus, OneOfSeveralAlternativesIsEnough) {
  const auto packages = InstalledPackages::parse(status);
  EXPECT_TRUE(packages.satisfies("redis-server | tzdata"));
  EXPECT_FALSE(packages.satisfies("redis-server | valkey-server"));
  EXPECT_EQ(preferred_name("redis-server | valkey-server"), "redis-server");
}

TEST(AptStatus, ReadsTheFileAgainWhenItHasChanged) {
  const auto path = std::filesystem::path(::testing::TempDir()) / "apt_status_test";
  std::ofstream(path) << "Package: a\nStatus: install ok installed\n";
  const DpkgStatusFile file(path);
  EXPECT_TRUE((*file.read())->satisfies("a"));
  std::ofstream(path) << "Package: bb\nStatus: install ok installed\n";
  EXPECT_TRUE((*file.read())->satisfies("bb"));
  std::filesystem::remove(path);
  EXPECT_EQ(file.read().error().code(), ErrorCode::unsupported_system);
}

TEST(AptStatus, RefusesNamesThatAptWouldReadAsSomethingElse) {
  for (const auto* name : {"g++", "libc6:i386", "postgresql-15", "0ad"}) EXPECT_TRUE(is_package_name(name)) << name;
  for (const auto* name : {"", "redis-", "-o", "a b", "a/stable", "lib*", "A", "a=1", "^x"}) EXPECT_FALSE(is_package_name(name)) << name;
}

}  // namespace
}  // namespace stackup
