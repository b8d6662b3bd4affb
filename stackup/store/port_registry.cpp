#include "stackup/store/port_registry.h"

#include "stackup/store/file_lock.h"
#include "stackup/store/replace_file.h"

#include <fstream>
#include <sstream>
#include <vector>

#include <fmt/format.h>

namespace stackup {
namespace {

struct Entry {
  int port = 0;
  std::string unit, name, workspace;  // the workspace last: it may hold spaces
};

std::vector<Entry> read_entries(const std::filesystem::path& file) {
  std::vector<Entry> entries;
  std::ifstream input(file);
  for (std::string line; std::getline(input, line);) {
    std::istringstream words(line);
    Entry entry;
    words >> entry.port >> entry.unit >> entry.name >> std::ws;
    std::getline(words, entry.workspace);
    std::error_code error;
    if (!entry.workspace.empty() && std::filesystem::exists(std::filesystem::path(entry.workspace) / ".stackup", error)) entries.push_back(entry);
  }
  return entries;
}

Result<void> write_entries(const std::filesystem::path& file, const std::vector<Entry>& entries) {
  std::string text;
  for (const auto& entry : entries) text += fmt::format("{} {} {} {}\n", entry.port, entry.unit, entry.name, entry.workspace);
  return replace_file(file, text);
}

}  // namespace

std::map<int, std::string> PortRegistry::taken_by_others(const std::filesystem::path& workspace) const {
  std::map<int, std::string> taken;
  for (const auto& entry : read_entries(file_))
    if (entry.workspace != workspace.string()) taken[entry.port] = entry.workspace;
  return taken;
}

Result<void> PortRegistry::keep(const std::filesystem::path& workspace, const std::map<PortKey, int>& ports) const {
  const auto lock = FileLock::lock(file_.string() + ".lock");
  if (!lock) return fail(lock);
  std::vector<Entry> entries;
  for (auto& entry : read_entries(file_)) {
    if (entry.workspace == workspace.string()) continue;
    for (const auto& [key, port] : ports)
      if (entry.port == port) return fail(Error(ErrorCode::port_taken, fmt::format("port {} has just been taken by the workspace {}", port, entry.workspace)));
    entries.push_back(std::move(entry));
  }
  for (const auto& [key, port] : ports) entries.push_back({port, key.first, key.second, workspace.string()});
  return write_entries(file_, entries);
}

}  // namespace stackup
