#include "stackup/ui/status_report.h"

#include "stackup/base/text.h"
#include "stackup/ui/human.h"
#include "stackup/ui/table.h"
#include "stackup/ui/width.h"

#include <algorithm>

#include <fmt/format.h>

namespace stackup {
namespace {

Role role_of(ProcessState state) {
  switch (state) {
    case ProcessState::ready:
      return Role::good;
    case ProcessState::failed:
      return Role::bad;
    case ProcessState::starting:
    case ProcessState::backing_off:
    case ProcessState::stopping:
      return Role::warning;
    case ProcessState::stopped:
      break;
  }
  return Role::dim;
}

std::string port_text(const StatusReport& report, const ProcessStatus& process, int number) {
  const auto is_it = [&](const NamedPort& port) { return port.unit == process.unit && port.number == number; };
  const auto found = std::find_if(report.ports.begin(), report.ports.end(), is_it);
  return found == report.ports.end() ? std::to_string(number) : fmt::format("{}:{}", one_line(found->name), number);
}

std::string ports_text(const StatusReport& report, const ProcessStatus& process) {
  std::vector<std::string> parts;
  for (const int number : process.ports) parts.push_back(port_text(report, process, number));
  return join(parts, " ");
}

/// What is wrong, or was the last time; with the cause upstream rather than its consequence here.
std::string detail_text(const ProcessStatus& process) {
  const auto own = one_line(process.error ? process.error->what() : process.detail);
  if (!process.cause.empty()) return one_line(fmt::format("down because {}", process.cause));
  return process.error && !process.error->why().empty() ? fmt::format("{}: {}", own, one_line(process.error->why())) : own;
}

TableRow row_of(const StatusReport& report, const ProcessStatus& process) {
  const bool has_begun = process.since != WallTime{};
  return {{one_line(process.id)},
          {std::string(to_string(process.state)), role_of(process.state)},
          {has_begun ? human_age(report.now - process.since) : ""},
          {process.pid > 0 ? std::to_string(process.pid) : ""},
          {ports_text(report, process)},
          {process.restarts > 0 ? std::to_string(process.restarts) : ""},
          {detail_text(process)}};
}

std::string processes_text(const StatusReport& report, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& process : report.processes) rows.push_back(row_of(report, process));
  return table_text({{"NAME"}, {"STATE"}, {"SINCE"}, {"PID", Align::right}, {"PORTS"}, {"RESTARTS", Align::right}, {"DETAIL"}}, rows,
                    screen);
}

std::string links_text(const StatusReport& report, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& link : report.links) rows.push_back({{one_line(link.unit), Role::name}, {one_line(link.name)}, {one_line(link.url)}});
  return rows.empty() ? "" : "\n" + painted("Links", Role::strong, screen.style) + "\n" + table_text({{}, {}, {}}, rows, screen, 2);
}

std::string units_text(const StatusReport& report, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& unit : report.units) rows.push_back({{one_line(unit.unit), Role::name}, {one_line(unit.text)}});
  return rows.empty() ? "" : "\n" + painted("Units", Role::strong, screen.style) + "\n" + table_text({{}, {}}, rows, screen, 2);
}

std::size_t count(const StatusReport& report, ProcessState state) {
  return static_cast<std::size_t>(
      std::count_if(report.processes.begin(), report.processes.end(), [&](const auto& process) { return process.state == state; }));
}

std::string commands_text(const std::vector<std::pair<std::string, std::string>>& commands, const Screen& screen) {
  std::vector<TableRow> rows;
  for (const auto& [command, meaning] : commands) rows.push_back({{command, Role::name}, {meaning}});
  return table_text({{}, {}}, rows, screen, 2);
}

/// What to do now, where there is something to be done.
std::string advice_text(const StatusReport& report, const Screen& screen) {
  if (report.processes.empty()) return "Nothing runs here.\n" + commands_text({{"stackup up", "start it"}}, screen);
  const auto failed = std::find_if(report.processes.begin(), report.processes.end(),
                                   [](const auto& process) { return process.state == ProcessState::failed; });
  if (failed != report.processes.end()) {
    const auto line = fmt::format("{} of {} failed.", count(report, ProcessState::failed),
                                  report.processes.size() == 1 ? "1 process" : fmt::format("{} processes", report.processes.size()));
    return "\n" + painted(line, Role::bad, screen.style) + "\n" +
           commands_text({{"stackup logs " + one_line(failed->id), "see why"}, {"stackup up", "try again"}}, screen);
  }
  if (count(report, ProcessState::stopped) == report.processes.size())
    return "\nEverything is stopped.\n" + commands_text({{"stackup up", "start it"}}, screen);
  return "";
}

}  // namespace

std::string render_status(const StatusReport& report, const Screen& screen) {
  auto text = fmt::format("Workspace {}\n\n", painted(one_line(report.workspace.string()), Role::strong, screen.style));
  return text + processes_text(report, screen) + links_text(report, screen) + units_text(report, screen) + advice_text(report, screen);
}

}  // namespace stackup
