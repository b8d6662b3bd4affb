#pragma once
// What the verbs of the family `stackup snapshot` share.

#include "stackup/cli/session.h"
#include "stackup/cli/verb.h"
#include "stackup/snapshot/snapshots.h"
#include "stackup/ui/screen.h"

#include <string>
#include <vector>

namespace stackup {

[[nodiscard]] Verb snapshot_list_verb();
[[nodiscard]] Verb snapshot_restore_verb();
[[nodiscard]] Verb snapshot_rm_verb();
[[nodiscard]] Verb snapshot_save_verb();

/// The one word of the command line that does not name the workspace, which is a snapshot's name.
[[nodiscard]] Result<std::string> snapshot_word(const Place& place);

/// Fails where a part of the data is in a service that runs elsewhere: neither would a copy be the whole, nor may what is there be removed for it.
[[nodiscard]] Result<void> check_data_is_here(const Session& session);

[[nodiscard]] std::string snapshots_text(const std::vector<Snapshot>& snapshots, WallTime now, const Screen& screen);
/// {"v":1,"kind":"snapshots","snapshots":[{"name":…,"t":<ms since 1970>,"bytes":…,"units":[…],"is_checkpoint":false}]}
[[nodiscard]] std::string snapshots_json(const std::vector<Snapshot>& snapshots);

}  // namespace stackup
