#include "stackup/cli/all_verbs.h"

#include "stackup/cli/check.h"
#include "stackup/cli/complete.h"
#include "stackup/cli/completion.h"
#include "stackup/cli/explain.h"
#include "stackup/cli/help.h"
#include "stackup/cli/init.h"
#include "stackup/cli/list.h"
#include "stackup/cli/logs.h"
#include "stackup/cli/recipe_new.h"
#include "stackup/cli/schema.h"
#include "stackup/cli/show.h"
#include "stackup/cli/snapshot.h"
#include "stackup/cli/supervise.h"
#include "stackup/cli/version.h"

namespace stackup {

const std::vector<Verb>& all_verbs() {
  static const std::vector<Verb> verbs = {
      init_verb(), up_verb(),    plan_verb(), fetch_verb(),   down_verb(),                                               // start
      status_verb(), logs_verb(),  smoke_verb(), test_verb(), run_verb(), shell_verb(), connect_verb(), env_verb(),      // look
      start_verb(), stop_verb(), restart_verb(), reset_verb(),                                                           // change
      snapshot_save_verb(), snapshot_list_verb(), snapshot_restore_verb(), snapshot_rm_verb(),                           // change
      list_verb(), show_verb(), recipe_new_verb(), recipe_test_verb(), check_verb(), schema_verb(), trust_verb(),        // recipes
      explain_verb(), completion_verb(), version_verb(), help_verb(), complete_verb(), supervise_verb(),                 // other, internal
  };
  return verbs;
}

}  // namespace stackup
