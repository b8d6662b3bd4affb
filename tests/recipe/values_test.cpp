#include "stackup/recipe/values.h"

#include <gtest/gtest.h>

namespace stackup {
namespace {

Node scalar(std::string text) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.scalar = std::move(text);
  return node;
}

/// The value, or nothing if a mistake was reported.
template <class T>
std::optional<T> decoded(const Codec<T>& codec, const std::string& text) {
  Diagnostics diagnostics;
  auto value = codec.decode(scalar(text), FieldPlace(diagnostics, "shop"));
  return diagnostics.empty() ? std::optional<T>(value) : std::nullopt;
}

TEST(FileMode, TakesThreeOctalDigits) {
  EXPECT_EQ(decoded(file_mode(), "0600"), 0600u);
  EXPECT_EQ(decoded(file_mode(), "644"), 0644u);
  for (const char* text : {"0888", "4755", "07777", "60", "", "rw"}) EXPECT_EQ(decoded(file_mode(), text), std::nullopt) << text;
}

TEST(PortNumber, GoesFromOneTo65535) {
  EXPECT_EQ(decoded(port_number(), "1"), 1);
  EXPECT_EQ(decoded(port_number(), "65535"), 65535);
  for (const char* text : {"0", "65536", "-1", "99999999999999999999", "80x", "", "8.0"}) EXPECT_EQ(decoded(port_number(), text), std::nullopt) << text;
}

TEST(DurationValue, NeedsAUnit) {
  EXPECT_EQ(decoded(duration(), "1.5s"), std::chrono::milliseconds(1500));
  EXPECT_EQ(decoded(duration(), "60"), std::nullopt);
}

TEST(Signal, TakesNamesWithAndWithoutSig) {
  EXPECT_EQ(decoded(signal(), "INT"), 2);
  EXPECT_EQ(decoded(signal(), "SIGINT"), 2);
  EXPECT_EQ(decoded(signal(), "NONE"), std::nullopt);
}

TEST(RegularExpression, IsTriedBeforeItIsUsed) {
  EXPECT_EQ(decoded(regular_expression(), "^a(b|c)$"), "^a(b|c)$");
  EXPECT_EQ(decoded(regular_expression(), "a(b"), std::nullopt);
  EXPECT_EQ(decoded(regular_expression(), std::string(100'000, '(')), std::nullopt);
}

TEST(RelativePath, StaysInTheCheckout) {
  EXPECT_EQ(decoded(relative_path(), "src/*.py")->value, "src/*.py");
  for (const char* text : {"/etc/passwd", "../x", "a/../../x", "~/x"}) EXPECT_EQ(decoded(relative_path(), text), std::nullopt) << text;
}

TEST(PackageName, CanNotBeAnOption) {
  EXPECT_EQ(decoded(package_name(), "libpq-dev")->value, "libpq-dev");
  EXPECT_EQ(decoded(package_name(), "--force"), std::nullopt);
}

TEST(Boolean, IsTrueOrFalseWithoutQuotes) {
  EXPECT_EQ(decoded(boolean(), "true"), true);
  EXPECT_EQ(decoded(boolean(), "yes"), std::nullopt);
}

}  // namespace
}  // namespace stackup
