#include "stackup/cli/outcome.h"
#include "stackup/cli/parse.h"
#include "stackup/cli/world.h"

#include <cstdlib>
#include <optional>

int main(int argc, char** argv) {
  using namespace stackup;
  const auto environment = [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  auto console = make_console(Colour::on, environment);
  const auto parsed = parse({argv + 1, argv + argc}, all_verbs(), console.out_screen);
  if (!parsed) return tell(parsed.error(), Sources{}, Format::text, console);
  if (const auto* request = std::get_if<ExitRequest>(&*parsed)) {
    console.out(request->text);
    return request->code;
  }
  const auto& command = std::get<ParsedCommand>(*parsed);
  World world(console);
  return command.verb->run(command.arguments, world);
}
