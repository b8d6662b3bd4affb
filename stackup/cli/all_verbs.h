#pragma once
// The verbs that work on a workspace, one file each.

#include "stackup/cli/verb.h"

namespace stackup {

[[nodiscard]] Verb connect_verb();
[[nodiscard]] Verb down_verb();
[[nodiscard]] Verb env_verb();
[[nodiscard]] Verb fetch_verb();
[[nodiscard]] Verb plan_verb();
[[nodiscard]] Verb recipe_test_verb();
[[nodiscard]] Verb reset_verb();
[[nodiscard]] Verb restart_verb();
[[nodiscard]] Verb run_verb();
[[nodiscard]] Verb shell_verb();
[[nodiscard]] Verb smoke_verb();
[[nodiscard]] Verb start_verb();
[[nodiscard]] Verb status_verb();
[[nodiscard]] Verb stop_verb();
[[nodiscard]] Verb test_verb();
[[nodiscard]] Verb trust_verb();
[[nodiscard]] Verb up_verb();

}  // namespace stackup
