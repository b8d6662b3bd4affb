#include "stackup/engine/survey.h"

#include "stackup/ports/files.h"
#include "stackup/ports/network.h"
#include "stackup/ports/packages.h"
#include "stackup/ports/processes.h"
#include "stackup/ports/supervision.h"
#include "stackup/steps/inputs.h"

#include <algorithm>
#include <cstdlib>

namespace stackup {

namespace {

/// Or was, and has been ended since the port was seen to be taken.
bool is_held_by_one_of(const std::vector<ProcessMark>& marks, int port, const Network& network) {
  return std::any_of(marks.begin(), marks.end(), [&](const ProcessMark& mark) { return network.owner_of(port, 0, mark) != Ownership::foreign; });
}

}  // namespace

PortFacts survey_ports(const Ports& ports, const RunState& state, const std::filesystem::path& state_directory, const std::vector<ProcessStatus>& processes,
                       std::map<int, std::string> reserved) {
  PortFacts facts;
  facts.kept = state.ports;
  const auto marks = ports.processes.marks_like(mark_of(state_directory, Marked::process, ""));  // before the ports: whoever holds one is among them
  facts.listening = ports.network.listening_ports();
  facts.reserved = std::move(reserved);
  for (const auto& process : processes)
    if (process.pid != 0) facts.ours.insert(process.ports.begin(), process.ports.end());
  for (const auto& [name, port] : facts.kept)
    if (facts.listening.contains(port) && !facts.ours.contains(port) && is_held_by_one_of(marks, port, ports.network)) facts.ours.insert(port);
  if (const auto range = ports.files.read("/proc/sys/net/ipv4/ip_local_port_range")) {
    const long begin = std::strtol(range->c_str(), nullptr, 10);
    if (begin > 0 && begin < 65536) facts.ephemeral_begin = static_cast<int>(begin);
  }
  return facts;
}

Task<Result<void>> adopt_leftovers(const RunState& state, std::filesystem::path state_directory, Ports& ports) {
  if (ports.supervision.is_running()) co_return Result<void>{};
  for (const auto& [id, process] : state.processes) {
    if (!ports.processes.find(mark_of(state_directory, Marked::process, id))) continue;
    auto awake = co_await ports.supervision.wake();
    co_return awake;
  }
  co_return Result<void>{};
}

Facts survey(const std::vector<Step>& steps, const StepContext& context, std::vector<ProcessStatus> processes) {
  Facts facts;
  facts.state = context.state;
  for (auto& process : processes) facts.processes[process.id] = std::move(process);
  for (const auto& step : steps) {
    if (const auto inputs = input_digest(step, context.ports.files)) facts.input_digests[step.id] = *inputs;
    if (const auto* packages = std::get_if<PackagesStep>(&step.spec)) {
      const auto missing = context.ports.packages.missing(packages->names);
      if (missing) facts.missing_packages.insert(missing->begin(), missing->end());
    } else if (context.state.done.contains(step.id)) {
      if (auto why = kind_of(step.spec).probe(step, context)) facts.broken[step.id] = std::move(*why);
    }
  }
  return facts;
}

}  // namespace stackup
