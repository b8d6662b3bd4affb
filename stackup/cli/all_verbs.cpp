#include "stackup/cli/version.h"

namespace stackup {

const std::vector<Verb>& all_verbs() {
  static const std::vector<Verb> verbs = {version_verb()};
  return verbs;
}

}  // namespace stackup
