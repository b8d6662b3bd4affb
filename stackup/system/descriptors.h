#pragma once

namespace stackup {

/// Raises our own limit of open files (two for each supervised process) to what the system allows. Programs are launched with the limit from before.
void use_all_descriptors();

}  // namespace stackup
