#pragma once
// Asks the person at the terminal.

#include "stackup/cli/console.h"
#include "stackup/ports/terminal.h"

namespace stackup {

class AskingTerminal : public Terminal {
 public:
  explicit AskingTerminal(Console& console) : console_(console) {}
  [[nodiscard]] bool can_ask() const override;
  bool confirm(const std::string& question) override;

 private:
  Console& console_;
};

}  // namespace stackup
