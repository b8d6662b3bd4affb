#include "stackup/system/apt_status.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace stackup {
namespace {

struct Stanza {
  std::string_view package;
  std::string_view architecture;
  std::string_view provides;
  std::string_view version;
  bool installed = false;
};

void read_field(Stanza& stanza, std::string_view line) {
  const auto value_of = [&](std::string_view key) { return line.starts_with(key) ? trimmed(line.substr(key.size())) : std::string_view(); };
  if (auto package = value_of("Package:"); !package.empty()) stanza.package = package;
  if (auto architecture = value_of("Architecture:"); !architecture.empty()) stanza.architecture = architecture;
  if (auto version = value_of("Version:"); !version.empty()) stanza.version = version;
  if (auto provides = value_of("Provides:"); !provides.empty()) stanza.provides = provides;
  if (auto status = value_of("Status:"); !status.empty()) stanza.installed = status.ends_with(" installed");
}

/// "mail-transport-agent, default-mta (= 1)" without the versions.
std::vector<std::string> provided_names(std::string_view provides) {
  std::vector<std::string> names;
  for (const auto& part : split(provides, ',')) {
    const auto name = trimmed(std::string_view(part).substr(0, part.find('(')));
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

}  // namespace

InstalledPackages InstalledPackages::parse(std::string_view status) {
  InstalledPackages packages;
  Stanza stanza;
  const auto finish = [&] {
    if (stanza.installed) {
      packages.versions_.insert_or_assign(std::string(stanza.package), std::string(stanza.version));
      packages.versions_.insert_or_assign(fmt::format("{}:{}", stanza.package, stanza.architecture), std::string(stanza.version));
      for (auto& name : provided_names(stanza.provides)) packages.versions_.emplace(std::move(name), stanza.version);
    }
    stanza = {};
  };
  while (!status.empty()) {
    const auto end = std::min(status.find('\n'), status.size());
    const auto line = status.substr(0, end);
    status.remove_prefix(std::min(end + 1, status.size()));
    if (line.empty()) finish();
    if (!line.empty() && line.front() != ' ') read_field(stanza, line);
  }
  finish();
  return packages;
}

const std::string* InstalledPackages::find(std::string_view alternative) const {
  auto name = trimmed(alternative);
  if (name.ends_with(":any") || name.ends_with(":native")) name = name.substr(0, name.rfind(':'));
  const auto bare = name.substr(0, name.find(':'));
  auto found = versions_.find(name);
  if (found == versions_.end() && name != bare) found = versions_.find(fmt::format("{}:all", bare));
  return found == versions_.end() ? nullptr : &found->second;
}

bool InstalledPackages::satisfies(std::string_view wish) const {
  const auto alternatives = split(wish, '|');
  return std::any_of(alternatives.begin(), alternatives.end(), [this](const auto& alternative) { return find(alternative) != nullptr; });
}

std::string InstalledPackages::version_of(std::string_view wish) const {
  for (const auto& alternative : split(wish, '|'))
    if (const auto* version = find(alternative)) return *version;
  return {};
}

Result<const InstalledPackages*> DpkgStatusFile::read() const {
  std::error_code failure;
  const auto changed_at = std::filesystem::last_write_time(path_, failure);
  const auto size = failure ? 0 : std::filesystem::file_size(path_, failure);
  std::ifstream file(path_, std::ios::binary);
  if (failure || !file) {
    return fail(Error(ErrorCode::unsupported_system, "what is installed on this machine could not be read")
                    .because(fmt::format("{}: {}", path_.string(), failure ? failure.message() : "can't be opened")));
  }
  if (changed_at == read_at_ && size == size_) return &packages_;
  packages_ = InstalledPackages::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  read_at_ = changed_at;
  size_ = size;
  return &packages_;
}

bool is_package_name(std::string_view name) {
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto fits = [&](char c) { return is_word(c) || c == '+' || c == '.' || c == '-' || c == ':'; };
  return !name.empty() && is_word(name.front()) && name.back() != '-' && name.back() != ':' && std::all_of(name.begin(), name.end(), fits);
}

std::string preferred_name(std::string_view wish) { return std::string(trimmed(wish.substr(0, wish.find('|')))); }

}  // namespace stackup
