#pragma once
// What a verb works with.

#include "stackup/cli/console.h"

namespace stackup {

class World {
 public:
  explicit World(Console& console) : console_(console) {}
  [[nodiscard]] Console& console() { return console_; }

 private:
  Console& console_;
};

}  // namespace stackup
