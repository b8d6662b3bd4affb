#include "stackup/cli/outcome.h"
#include "stackup/cli/parse.h"
#include "stackup/cli/world.h"
#include "stackup/system/descriptors.h"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <optional>

#include <unistd.h>

namespace {

using namespace stackup;

EnvironmentMap whole_environment() {
  EnvironmentMap all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    if (const auto equals = text.find('='); equals != std::string::npos) all[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return all;
}

int run(int argc, char** argv, Console& console) {
  const auto parsed = parse({argv + 1, argv + argc}, all_verbs(), console.out_screen);
  if (!parsed) return tell(parsed.error(), Sources{}, Format::text, console);
  if (const auto* request = std::get_if<ExitRequest>(&*parsed)) {
    console.out(request->text);
    return request->code;
  }
  const auto& command = std::get<ParsedCommand>(*parsed);
  if (command.arguments.has("--no-color")) console.out_screen.style.colour = console.err_screen.style.colour = Colour::off;
  World world(console, whole_environment());
  return command.verb->run(command.arguments, world);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  use_all_descriptors();
  auto console = make_console(Colour::on, [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  });
  try {
    return run(argc, argv, console);
  } catch (const std::exception& bug) {
    return tell(Error(ErrorCode::bug, "this is a bug in stackup").because(bug.what()).try_("please report it with the command that you typed"), Sources{}, Format::text, console);
  }
}
