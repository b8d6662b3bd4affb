#pragma once
// Which state of a repository is wanted.

#include <string>
#include <variant>

namespace stackup {

struct DefaultBranch { bool operator==(const DefaultBranch&) const = default; };
struct Branch { std::string name; bool operator==(const Branch&) const = default; };
struct Tag { std::string name; bool operator==(const Tag&) const = default; };
struct Commit { std::string id; bool operator==(const Commit&) const = default; };  ///< full 40 hexadecimal digits
using Revision = std::variant<DefaultBranch, Branch, Tag, Commit>;
[[nodiscard]] std::string to_string(const Revision& revision);

}  // namespace stackup
