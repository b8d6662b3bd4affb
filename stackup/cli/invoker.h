#pragma once
// As whom things run. Started as root, stackup does what needs root, then becomes the invoking user (SUDO_UID) or the user `stack`, for good.

#include "stackup/base/result.h"
#include "stackup/ports/program.h"

#include <string>
#include <vector>

namespace stackup {

struct Invoker {
  enum class Root { no, yes };
  Root root = Root::no;      ///< whether this process is root still
  unsigned uid = 0;          ///< of the user that everything runs as
  unsigned gid = 0;
  std::string name;
  std::string home;
  bool must_be_made = false; ///< the user `stack` does not exist yet
};

/// Who that is; changes nothing.
[[nodiscard]] Invoker find_invoker(const EnvironmentMap& environment);
/// The root action that makes the user `stack`.
[[nodiscard]] std::vector<std::string> make_user_command();
/// The environment of that user: root's HOME, XDG directories and PATH do not come along.
[[nodiscard]] EnvironmentMap environment_of(const Invoker& invoker, EnvironmentMap environment);
/// Makes the user `stack` if it does not exist yet. Only root can.
Result<void> ensure_user(Invoker& invoker);
/// Makes the user if need be, then gives up root for good: groups, gid, uid. A no-op for who is not root.
Result<void> become(Invoker& invoker);

}  // namespace stackup
