#include "stackup/steps/inputs.h"

#include "stackup/base/digest.h"
#include "stackup/base/text.h"
#include "stackup/steps/step_kind.h"

namespace stackup {
namespace {

std::string newest(const std::string& pattern, const Files& files) {
  const auto found = files.matches(pattern);
  return found.empty() ? std::string() : found.back().string();
}

}  // namespace

std::optional<std::string> input_digest(const Step& step, const Files& files) {
  if (!step.inputs.empty() && !files.is_directory(step.source)) return std::nullopt;
  Digester digester;
  for (const auto& pattern : step.path_patterns) digester.add(newest(pattern, files));
  for (const auto& pattern : step.inputs) {
    digester.add(pattern);
    for (const auto& file : files.glob(step.source, pattern)) {
      const auto text = files.read(step.source / file);
      digester.add(file.string()).add(text ? *text : "");
    }
  }
  for (const auto& file : kind_of(step.spec).input_files(step, files)) {
    const auto text = files.read(file);
    digester.add(file.string()).add(text ? *text : "");
  }
  return digester.hex();
}

Program with_resolved_path(Program program, const Files& files) {
  const auto path = program.environment.find("PATH");
  if (path == program.environment.end()) return program;
  std::vector<std::string> directories;
  for (const auto& directory : split(path->second, ':')) {
    const bool is_pattern = directory.find_first_of("*?[") != std::string::npos;
    const auto found = is_pattern ? newest(directory, files) : directory;
    if (!found.empty()) directories.push_back(found);
  }
  path->second = join(directories, ":");
  return program;
}

}  // namespace stackup
