#include "stackup/ports/repositories.h"

namespace stackup {

std::string to_string(const Revision& revision) {
  struct Name {
    std::string operator()(const DefaultBranch&) const { return "default branch"; }
    std::string operator()(const Branch& branch) const { return "branch " + branch.name; }
    std::string operator()(const Tag& tag) const { return "tag " + tag.name; }
    std::string operator()(const Commit& commit) const { return "commit " + commit.id.substr(0, 12); }
    std::string operator()(const FirstOf& first) const {
      std::string text = "the first of";
      for (const auto& name : first.names) text += " " + name;
      return text;
    }
  };
  return std::visit(Name{}, revision);
}

}  // namespace stackup
