#include "stackup/steps/lock_file_json.h"

#include "stackup/base/json_limits.h"

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace stackup {
namespace {

using Json = nlohmann::json;
using Path = std::filesystem::path;

/// A path that stays within the project.
std::optional<Path> within(const std::string& text) {
  const auto path = Path(text).lexically_normal();
  if (path.empty() || path.is_absolute() || *path.begin() == "..") return std::nullopt;
  return path;
}

std::optional<Path> file_of(const std::string& key, const Json& package) {
  static constexpr std::string_view scheme = "file:";
  const auto resolved = package.is_object() ? package.find("resolved") : package.end();
  if (package.is_object() && resolved != package.end() && resolved->is_string())
    if (const auto& from = resolved->get_ref<const std::string&>(); from.starts_with(scheme)) return within(from.substr(scheme.size()));
  const bool is_own = !key.empty() && key.find("node_modules/") == std::string::npos;
  const auto directory = is_own ? within(key) : std::nullopt;
  return directory ? std::optional(*directory / "package.json") : std::nullopt;
}

}  // namespace

std::vector<Path> local_files_of_lock(std::string_view lock) {
  std::vector<Path> files;
  if (is_nested_too_deep(lock) || has_huge_number(lock)) return files;
  const auto document = Json::parse(lock, nullptr, /*allow_exceptions=*/false);
  const auto packages = document.is_object() ? document.find("packages") : document.end();
  if (!document.is_object() || packages == document.end() || !packages->is_object()) return files;
  for (const auto& [key, package] : packages->items())
    if (auto file = file_of(key, package)) files.push_back(std::move(*file));
  return files;
}

}  // namespace stackup
