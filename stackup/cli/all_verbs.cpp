#include "stackup/cli/all_verbs.h"

#include "stackup/cli/completion.h"
#include "stackup/cli/explain.h"
#include "stackup/cli/help.h"
#include "stackup/cli/supervise.h"
#include "stackup/cli/version.h"

namespace stackup {

const std::vector<Verb>& all_verbs() {
  static const std::vector<Verb> verbs = {up_verb(), down_verb(), plan_verb(), status_verb(), smoke_verb(), test_verb(), run_verb(), shell_verb(), env_verb(), explain_verb(), completion_verb(), version_verb(), help_verb(), supervise_verb()};
  return verbs;
}

}  // namespace stackup
