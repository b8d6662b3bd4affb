#pragma once

namespace stackup {

/// What a unit's processes do while a snapshot of its data is taken.
enum class SnapshotRule {
  stop,    ///< they are stopped, and started again
  freeze,  ///< they are held still: the copy is what a kill -9 would have left, for programs that lose nothing by one
  none     ///< they run on, for nobody wants their data back
};

}  // namespace stackup
