#include "tests/fakes/fake_supervision.h"

namespace stackup::testing {

Result<void> FakeSupervision::answer(std::string what) {
  asked.push_back(what);
  const auto found = failures.find(what);
  if (found != failures.end()) return fail(found->second);
  return {};
}

Task<Result<void>> FakeSupervision::wake() { co_return answer("wake"); }

Task<Result<void>> FakeSupervision::start(ProcessSpec spec) {
  started.push_back(spec);
  co_return answer("start " + spec.id);
}

Task<Result<void>> FakeSupervision::await_ready(std::string id) { co_return answer("await_ready " + id); }

Task<Result<void>> FakeSupervision::stop(std::vector<std::string> ids) {
  std::string what = "stop";
  for (const auto& id : ids) what += " " + id;
  co_return answer(what);
}

Task<Result<void>> FakeSupervision::restart(std::string id) { co_return answer("restart " + id); }

Task<Result<void>> FakeSupervision::freeze(Duration at_most) { co_return answer("freeze " + to_string(at_most)); }

Task<Result<void>> FakeSupervision::thaw() { co_return answer("thaw"); }

Task<Result<std::vector<ProcessStatus>>> FakeSupervision::status() {
  const auto told = answer("status");
  if (!told) co_return fail(told);
  co_return processes;
}

Task<void> FakeSupervision::settle() {
  [[maybe_unused]] const auto nothing = answer("settle");
  co_return;
}

Task<Result<void>> FakeSupervision::shut_down() { co_return answer("shut_down"); }

Task<Result<void>> FakeSupervision::hand_over() { co_return answer("hand_over"); }

}  // namespace stackup::testing
