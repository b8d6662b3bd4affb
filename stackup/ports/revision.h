#pragma once
// Which state of a repository is wanted.

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace stackup {

struct DefaultBranch { bool operator==(const DefaultBranch&) const = default; };
struct Branch { std::string name; bool operator==(const Branch&) const = default; };
struct Tag { std::string name; bool operator==(const Tag&) const = default; };
struct Commit { std::string id; bool operator==(const Commit&) const = default; };  ///< full 40 hexadecimal digits
/// Names of branches or tags: the first that the repository has.
struct FirstOf { std::vector<std::string> names; bool operator==(const FirstOf&) const = default; };
using Revision = std::variant<DefaultBranch, Branch, Tag, Commit, FirstOf>;
[[nodiscard]] std::string to_string(const Revision& revision);

struct CheckoutRequest {
  std::string url;            ///< what `origin` will name
  std::string fetch_url;      ///< where to get it from (after mirrors); empty: url
  Revision revision;
  std::filesystem::path directory;
  std::filesystem::path cache;  ///< shared bare repositories; empty: none
  int depth = 0;                ///< 0: whole history
  std::string filter;           ///< partial clone, e.g. blob:none; empty: none
  bool submodules = false;
  bool lfs = false;
  enum class Remote { contact, cache_only } remote = Remote::contact;  ///< cache_only: what is not in the cache is missing (--offline)
};

}  // namespace stackup
