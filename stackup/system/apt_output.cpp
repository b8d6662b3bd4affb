#include "stackup/system/apt_output.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <cstdlib>

namespace stackup {
namespace {

constexpr std::size_t kept_lines = 1000;

/// Fields 2 and 3 of "dlstatus:5:46.1:Retrieving file 5 of 27" and "pmstatus:redis-server:72.9:Unpacking redis-server (amd64)"; a text may hold colons.
std::optional<PackageProgress> parse_status_line(std::string_view line) {
  if (!line.starts_with("dlstatus:") && !line.starts_with("pmstatus:")) return std::nullopt;
  const auto fields = split(line.substr(9), ':');
  for (std::size_t i = 1; i + 1 < fields.size(); ++i) {  // the package may be named with its architecture: "libc6:i386"
    char* end = nullptr;
    const double percent = std::strtod(fields[i].c_str(), &end);
    if (fields[i].empty() || *end != '\0' || percent < 0 || percent > 100) continue;
    const std::vector<std::string> rest(fields.begin() + static_cast<std::ptrdiff_t>(i) + 1, fields.end());
    return PackageProgress{static_cast<int>(percent), printable(trimmed(join(rest, ":")))};
  }
  return std::nullopt;
}

std::string without_architecture(std::string text) {
  const auto open = text.rfind(" (");
  if (open != std::string::npos && text.back() == ')') text.erase(open);
  return text;
}

bool is_between(std::string_view text, std::string_view begin, std::string_view end) { return text.starts_with(begin) && text.ends_with(end) && text.size() >= begin.size() + end.size(); }

std::string_view inner(std::string_view text, std::string_view begin, std::string_view end) { return text.substr(begin.size(), text.size() - begin.size() - end.size()); }

}  // namespace

std::optional<PackageProgress> AptTranscript::add(const std::string& line) {
  if (auto progress = parse_status_line(line)) {
    progress->percent = begin_ + progress->percent * share_ / 100;
    progress->text = without_architecture(std::move(progress->text));
    return progress;
  }
  if (line.starts_with("dlstatus:") || line.starts_with("pmstatus:")) return std::nullopt;
  if (lines_.size() == kept_lines) lines_.erase(lines_.begin(), lines_.begin() + kept_lines / 2);
  lines_.push_back(printable(line));
  if (line.starts_with("stackup:")) return add_script_line(std::string_view(line).substr(8));
  return std::nullopt;
}

std::optional<PackageProgress> AptTranscript::add_script_line(std::string_view line) {
  const auto space = std::min(line.find(' '), line.size());
  const auto word = line.substr(0, space);
  const auto rest = trimmed(line.substr(space));
  if (word == "new") new_packages_.emplace_back(rest);
  if (word == "waiting") return PackageProgress{-1, "Waiting for " + printable(rest)};
  if (word != "phase") return std::nullopt;
  begin_ = rest == "lists" ? 0 : rest == "download" ? 20 : 60;
  share_ = rest == "install" ? 40 : rest == "download" ? 40 : 20;
  return PackageProgress{begin_, rest == "lists" ? "Refreshing the package lists" : rest == "download" ? "Downloading packages" : "Installing packages"};
}

PackagePlan parse_package_plan(const std::vector<std::string>& lines) {
  PackagePlan plan;
  bool in_new = false;
  for (const auto& line : lines) {
    if (in_new && line.starts_with("  ")) {
      for (const auto& name : split(trimmed(line), ' '))
        if (!name.empty()) plan.install.push_back(name.back() == '*' ? name.substr(0, name.size() - 1) : name);
      continue;
    }
    in_new = line == "The following NEW packages will be installed:";
    if (is_between(line, "After this operation, ", " of additional disk space will be used."))
      plan.disk_bytes = parse_apt_size(inner(line, "After this operation, ", " of additional disk space will be used."));
    const auto words = split(line, ' ');  // 'http://…/x.deb' x.deb 23180 MD5Sum:…
    if (line.starts_with('\'') && words.size() >= 3) plan.download_bytes += std::strtoull(words[words.size() >= 4 ? words.size() - 2 : 2].c_str(), nullptr, 10);
  }
  return plan;
}

std::vector<std::string> unknown_packages(const std::vector<std::string>& lines) {
  std::vector<std::string> names;
  const auto collect = [&](std::string_view line, std::string_view begin, std::string_view end) {
    if (!is_between(line, begin, end)) return;
    const std::string name(inner(line, begin, end));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto& line : lines) {
    collect(line, "E: Unable to locate package ", "");
    collect(line, "E: Package '", "' has no installation candidate");
    collect(line, "E: Couldn't find any package by glob '", "'");
  }
  return names;
}

std::uint64_t parse_apt_size(std::string_view text) {
  char* end = nullptr;
  const std::string copy(text);
  const double value = std::strtod(copy.c_str(), &end);
  const std::string_view unit = trimmed(end);
  const double factor = unit == "B" ? 1 : unit == "kB" ? 1e3 : unit == "MB" ? 1e6 : unit == "GB" ? 1e9 : 0;
  return value > 0 ? static_cast<std::uint64_t>(value * factor) : 0;
}

}  // namespace stackup
