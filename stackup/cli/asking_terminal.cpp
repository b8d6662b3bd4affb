#include "stackup/cli/asking_terminal.h"

#include <unistd.h>

namespace stackup {

bool AskingTerminal::can_ask() const { return connection_of(STDIN_FILENO) == Connection::terminal && connection_of(STDERR_FILENO) == Connection::terminal; }

bool AskingTerminal::confirm(const std::string& question) {
  if (!can_ask()) return false;
  console_.err(question + " [y/N] ");
  std::string answer;
  for (char c = 0; read(STDIN_FILENO, &c, 1) == 1 && c != '\n';) answer += c;
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace stackup
