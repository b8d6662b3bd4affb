// What other programs print: their logs, as they are shown on a terminal, and what is read off the words of apt, dpkg, sudo and git.
#include "tests/fuzz/fuzz.h"

#include "stackup/base/text.h"
#include "stackup/cli/log_lines.h"
#include "stackup/cli/log_moment.h"
#include "stackup/system/apt_failure.h"
#include "stackup/system/apt_output.h"
#include "stackup/system/apt_status.h"
#include "stackup/system/git_url.h"

namespace stackup {
namespace {

void require_harmless(std::string_view line) {
  for (const char c : line) fuzz::require(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f), "no control character comes to a terminal");
  fuzz::require(printable(line) == line, "what is shown is valid UTF-8");
}

std::vector<std::string> texts_of(const std::vector<LineCutter::Line>& lines) {
  std::vector<std::string> texts;
  for (const auto& line : lines) texts.push_back(line.text);
  return texts;
}

void show(std::string_view bytes) {
  LineCutter whole, halves;
  const auto lines = texts_of(whole.feed(bytes));
  auto in_two = texts_of(halves.feed(bytes.substr(0, bytes.size() / 2)));
  for (auto& line : texts_of(halves.feed(bytes.substr(bytes.size() / 2)))) in_two.push_back(std::move(line));
  fuzz::require(lines == in_two && whole.rest() == halves.rest(), "lines are the same however they arrive");
  LineChooser chooser({"a", WallTime{}, WallTime{}});
  for (const auto& line : lines) {
    require_harmless(line);
    [[maybe_unused]] const bool taken = chooser.takes(line, std::nullopt);
  }
}

void read_packages(std::string_view bytes) {
  const auto lines = lines_of(bytes);
  AptTranscript transcript;
  for (const auto& line : lines) [[maybe_unused]] const auto progress = transcript.add(line);
  [[maybe_unused]] const auto plan = parse_package_plan(lines);
  [[maybe_unused]] const auto unknown = unknown_packages(lines);
  [[maybe_unused]] const auto error = package_error({{"a"}, {"apt-get"}, "/log"}, lines);
  [[maybe_unused]] const auto refusal = sudo_refusal(lines);
  [[maybe_unused]] const bool satisfied = InstalledPackages::parse(bytes).satisfies("a | b:amd64");
}

}  // namespace
}  // namespace stackup

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stackup;
  const auto bytes = fuzz::text_of(data, size);
  show(bytes);
  if (bytes.empty()) return 0;
  read_packages(bytes);
  const std::string url(bytes.substr(0, bytes.find('\n')));
  [[maybe_unused]] const auto shown = without_password(shown_url(url) + host_of(url), url);
  [[maybe_unused]] const auto local = local_path_of(url);
  if (const auto moment = moment_of(url, WallTime{})) fuzz::require(!local_time(*moment).empty(), "a moment is shown");
  return 0;
}
