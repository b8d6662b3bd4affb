#include "stackup/steps/inputs.h"

#include "stackup/base/digest.h"
#include "stackup/base/text.h"

namespace stackup {
namespace {

std::string newest(const std::string& pattern, const Files& files) {
  const auto found = files.matches(pattern);
  return found.empty() ? std::string() : found.back().string();
}

/// Files that say what an installation consists of, whether or not the recipe names them as inputs. Not the commit: an editable install stays right.
std::vector<std::filesystem::path> install_files(const PythonStep& python) {
  std::vector<std::filesystem::path> all(python.requirements.begin(), python.requirements.end());
  if (!python.constraints.empty() && python.constraints.find("://") == std::string::npos) all.emplace_back(python.constraints);
  if (!python.editable.empty())
    for (const char* name : {"pyproject.toml", "setup.cfg", "setup.py"}) all.push_back(python.editable / name);
  return all;
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
  if (const auto* python = std::get_if<PythonStep>(&step.spec))
    for (const auto& file : install_files(*python)) {
      const auto text = files.read(file);
      digester.add(text ? *text : "");
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
