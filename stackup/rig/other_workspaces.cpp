// The same recipe once more: beside itself, and where its ports are taken.
#include "stackup/rig/rig.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

namespace stackup {
namespace {

const std::string second_workspace = "second";

const SeenStatus::OnePort* port_named(const SeenStatus& status, const std::string& name) {
  const auto found = std::find_if(status.ports.begin(), status.ports.end(), [&](const SeenStatus::OnePort& port) { return port.name == name; });
  return found == status.ports.end() ? nullptr : &*found;
}

}  // namespace

Task<void> Rig::have_second_instance() {
  std::vector<std::string> words = {recipe_.name.value, "--yes"};
  for (const auto& dependant : served_) words.push_back(dependant.name);
  std::vector<const Dependant*> others;
  for (const auto& dependant : dependants_)
    if (dependant.role == DependantRole::of_other_instance) others.push_back(&dependant);
  for (const auto* other : others) words.push_back(other->name);
  const auto up = co_await throwaway_.call(first_workspace, "up", words);
  if (!up.is_good()) co_return note(Promise::has_second_instance, Verdict::broken, "up with a second instance failed\n" + up.last_words());
  std::string trouble;
  for (const auto* other : others) {
    trouble += co_await expect_gone(*other);
    trouble += co_await put(*other);
    trouble += co_await get(*other);
  }
  judge(Promise::has_second_instance, trouble);
}

Task<void> Rig::take_other_port() {
  if (recipe_.ports.empty()) co_return note(Promise::takes_other_port, Verdict::not_tried, "it has no ports");
  std::vector<std::unique_ptr<HeldPort>> held;  // a port that cannot be held is taken by somebody else, which will do as well
  for (const auto& [name, preferred] : recipe_.ports) held.push_back(tools_.witness.hold(preferred));
  const std::vector<std::string> words = {recipe_.name.value, "--yes"};
  const auto up = co_await throwaway_.call(second_workspace, "up", words);
  const auto seen = co_await status(second_workspace);
  const auto down = co_await throwaway_.call(second_workspace, "down");
  if (!up.is_good()) co_return note(Promise::takes_other_port, Verdict::broken, "up failed\n" + up.last_words());
  if (!down.is_good()) co_return note(Promise::takes_other_port, Verdict::broken, "down failed\n" + down.last_words());
  std::vector<std::string> taken;
  std::string trouble;
  for (const auto& [name, preferred] : recipe_.ports) {
    const auto* port = seen ? port_named(*seen, name.value) : nullptr;
    if (port == nullptr || port->number == preferred) trouble = fmt::format("its port '{}' is {} all the same", name.value, preferred);
    else taken.push_back(fmt::format("{} for {}", port->number, preferred));
  }
  judge(Promise::takes_other_port, trouble, join(taken, ", "));
}

}  // namespace stackup
