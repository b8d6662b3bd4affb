#include "stackup/system/program_lookup.h"

#include "stackup/base/text.h"

#include <fmt/format.h>
#include <unistd.h>

namespace stackup {
namespace {

bool is_executable_file(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

Error not_found(const std::string& name, std::string why) {
  return Error(ErrorCode::program_not_found, fmt::format("the program '{}' was not found", name)).because(std::move(why));
}

}  // namespace

Result<std::filesystem::path> find_program(const Program& program) {
  if (program.arguments.empty() || program.arguments.front().empty()) return fail(not_found("", "the command is empty"));
  const std::string& name = program.arguments.front();
  if (name.find('/') != std::string::npos) {
    const auto path = std::filesystem::absolute(program.directory / name);
    if (is_executable_file(path)) return path;
    std::error_code ignored;
    return fail(not_found(name, std::filesystem::exists(path, ignored) ? fmt::format("{} is not executable", path.string()) : fmt::format("{} does not exist", path.string())));
  }
  const auto path = program.environment.find("PATH");
  const std::string directories = path == program.environment.end() ? "/usr/local/bin:/usr/bin:/bin" : path->second;
  for (const auto& directory : split(directories, ':')) {
    const auto candidate = std::filesystem::path(directory) / name;
    if (!directory.empty() && is_executable_file(candidate)) return candidate;
  }
  return fail(not_found(name, fmt::format("it is in none of the directories of PATH ({})", directories)));
}

}  // namespace stackup
