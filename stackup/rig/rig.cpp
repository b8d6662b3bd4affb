#include "stackup/rig/rig.h"

#include "stackup/base/text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace stackup {
namespace {

using std::chrono::milliseconds;
constexpr auto longest_recovery = std::chrono::seconds(60);
constexpr auto longest_farewell = std::chrono::seconds(10);
constexpr auto between_looks = milliseconds(20);

std::string lines_of_processes(const std::vector<SeenProcess>& processes) {
  std::string text;
  for (const auto& process : processes) text += fmt::format("\n{} {}", process.pid, process.command.substr(0, 120));
  return text;
}

std::vector<std::string> offers_of(const Recipe& recipe) {
  std::vector<std::string> names;
  for (const auto& [name, offer] : recipe.offers) names.push_back(name.value);
  return names;
}

}  // namespace

Rig::Rig(const Recipe& recipe, Throwaway& throwaway, RigTools tools, RigOptions options)
    : recipe_(recipe), throwaway_(throwaway), tools_(tools), options_(std::move(options)), dependants_(dependants_of(recipe)) {
  card_.recipe = recipe.name.value;
  card_.offers = offers_of(recipe);
}

Task<Card> Rig::run() {
  const std::vector<std::pair<Promise, Trial>> trials = {
      {Promise::comes_up, &Rig::come_up},           {Promise::passes_smoke, &Rig::pass_smoke},   {Promise::is_settled, &Rig::be_settled},
      {Promise::serves_two, &Rig::serve_two},       {Promise::survives_kill, &Rig::survive_kills}, {Promise::restarts, &Rig::restart},
      {Promise::resets_claim, &Rig::reset_claim},   {Promise::resets, &Rig::reset},              {Promise::has_second_instance, &Rig::have_second_instance},
      {Promise::takes_other_port, &Rig::take_other_port}, {Promise::stays_local, &Rig::stay_local}};
  const auto begun = tools_.clock.now();
  co_await prepare();
  for (const auto& [promise, trial] : trials) {
    const auto* up = finding(Promise::comes_up);
    if (should_stop() || (up != nullptr && up->verdict == Verdict::broken)) break;
    if (options_.on_promise) options_.on_promise(promise);
    co_await (this->*trial)();
  }
  co_await go_down();
  co_await look_for_files();
  for (const auto promise : all_promises())
    if (finding(promise) == nullptr) note(promise, Verdict::not_tried);
  const auto order = [](const Finding& a, const Finding& b) { return a.promise < b.promise; };
  std::sort(card_.findings.begin(), card_.findings.end(), order);
  card_.took = tools_.clock.now() - begun;
  co_return card_;
}

Task<void> Rig::prepare() {
  shared_before_ = tools_.witness.shared_files();
  for (const auto& dependant : dependants_)
    if (auto written = throwaway_.add_recipe(dependant.name, dependant.recipe); !written) note(Promise::comes_up, Verdict::broken, written.error().what());
  co_await take_version();
}

Task<void> Rig::take_version() {
  if (options_.distribution_package.empty()) co_return;
  RunRequest request;
  request.program.arguments = {"/usr/bin/dpkg-query", "--show", "--showformat=${Version}", options_.distribution_package};
  request.program.directory = "/";
  const auto ran = co_await tools_.processes.run(std::move(request));
  if (ran && ran->exit.success()) card_.version = trimmed(ran->output);
}

Task<void> Rig::come_up() {
  const std::vector<std::string> words = {recipe_.name.value, "--json", "--yes"};
  const auto up = co_await throwaway_.call(first_workspace, "up", words);
  if (!up.is_good()) co_return note(Promise::comes_up, Verdict::broken, "up failed\n" + up.last_words());
  card_.ready = ready_time(up.output, recipe_.name.value);
  auto own = tools_.witness.processes_of(throwaway_.workspace(first_workspace));
  std::erase_if(own, [](const SeenProcess& process) { return process.command.find(" supervise ") != std::string::npos; });
  card_.memory = tools_.witness.memory_of(own);
  note(Promise::comes_up, Verdict::kept, card_.ready ? "ready in " + to_string(*card_.ready) : "");
}

Task<void> Rig::pass_smoke() {
  if (recipe_.smoke.empty()) co_return note(Promise::passes_smoke, Verdict::broken, "it has no smoke check");
  const auto smoke = co_await throwaway_.call(first_workspace, "smoke");
  judge(Promise::passes_smoke, smoke.is_good() ? "" : "smoke failed\n" + smoke.last_words(), counted(recipe_.smoke.size(), "check"));
}

Task<void> Rig::be_settled() {
  const std::vector<std::string> words = {"--exit-code"};
  const auto plan = co_await throwaway_.call(first_workspace, "plan", words);
  judge(Promise::is_settled, plan.is_good() ? "" : "plan finds something to do right after up\n" + plan.last_words());
}

Task<std::optional<SeenStatus>> Rig::status(std::string workspace) {
  const std::vector<std::string> words = {"--json"};
  const auto told = co_await throwaway_.call(std::move(workspace), "status", words);
  co_return status_of_unit(told.output, recipe_.name.value);
}

/// Whether it is ready again, as another process.
Task<bool> Rig::kill_one(SeenStatus::OneProcess before) {
  tools_.witness.kill(before.pid);
  for (const auto until = tools_.clock.now() + longest_recovery; tools_.clock.now() < until;) {
    const auto now = co_await status(first_workspace);
    const auto is_it = [&](const SeenStatus::OneProcess& process) { return process.id == before.id && process.pid != before.pid && process.is_ready; };
    if (now && std::any_of(now->processes.begin(), now->processes.end(), is_it)) co_return true;
    co_await tools_.clock.sleep_for(between_looks);
  }
  co_return false;
}

Task<void> Rig::survive_kills() {
  const auto before = co_await status(first_workspace);
  if (!before || before->processes.empty()) co_return note(Promise::survives_kill, Verdict::not_tried, "it has no processes");
  const auto begun = tools_.clock.now();
  for (const auto& process : before->processes) {
    const bool is_back = co_await kill_one(process);
    if (!is_back) co_return note(Promise::survives_kill, Verdict::broken, fmt::format("{} is not ready again after {}", process.id, to_string(Duration(longest_recovery))));
  }
  const auto took = tools_.clock.now() - begun;
  const auto trouble = co_await expect_kept();
  judge(Promise::survives_kill, trouble, fmt::format("{}, {}", (before->processes.size() == 1 ? "1 process" : fmt::format("{} processes", before->processes.size())), to_string(took)));
}

Task<void> Rig::restart() {
  const std::vector<std::string> words = {recipe_.name.value};
  const auto restarted = co_await throwaway_.call(first_workspace, "restart", words);
  if (!restarted.is_good()) co_return note(Promise::restarts, Verdict::broken, "restart failed\n" + restarted.last_words());
  const auto trouble = co_await expect_kept();
  judge(Promise::restarts, trouble, to_string(restarted.took));
}

Task<void> Rig::stay_local() {
  const auto processes = tools_.witness.processes_of(throwaway_.root());
  const auto open = tools_.witness.open_to_others(processes);
  judge(Promise::stays_local, open.empty() ? "" : "it listens on " + join(open, ", "));
  const auto since = tools_.witness.shared_files();
  std::set<Path> fresh;
  std::set_difference(since.begin(), since.end(), shared_before_.begin(), shared_before_.end(), std::inserter(fresh, fresh.end()));
  shared_used_ = tools_.witness.used_by(processes, fresh);
  co_return;
}

Task<void> Rig::go_down() {
  if (options_.on_promise) options_.on_promise(Promise::leaves_no_process);
  const auto down = co_await throwaway_.call(first_workspace, "down");
  card_.stop = down.took;
  auto left = tools_.witness.processes_of(throwaway_.root());
  for (const auto until = tools_.clock.now() + longest_farewell; !left.empty() && tools_.clock.now() < until;) {  // the supervisor ends just after it has answered
    co_await tools_.clock.sleep_for(between_looks);
    left = tools_.witness.processes_of(throwaway_.root());
  }
  if (!down.is_good()) note(Promise::leaves_no_process, Verdict::broken, "down failed\n" + down.last_words());
  else judge(Promise::leaves_no_process, left.empty() ? "" : (left.size() == 1 ? "1 process is" : fmt::format("{} processes are", left.size())) + " left" + lines_of_processes(left), "down in " + to_string(down.took));
  for (const auto& process : left) tools_.witness.kill(process.pid);
}

Rig::FoundFiles Rig::files_outside() const {
  FoundFiles found;
  for (const auto& directory : throwaway_.outside())
    for (const auto& name : tools_.files.list(directory)) found.certain.push_back(fmt::format("{}/{}", directory.filename().string(), name));
  for (const auto& path : tools_.witness.shared_files()) {
    if (shared_before_.contains(path) || path.filename().string().starts_with("stackup-")) continue;  // there stackup keeps its sockets
    const bool is_ours = options_.company == Company::alone || shared_used_.contains(path);
    (is_ours ? found.certain : found.doubtful).push_back(path.string());
  }
  return found;
}

/// What goes away by itself is not left: another recipe that is tried at the same time may be at work in /dev/shm.
Task<void> Rig::look_for_files() {
  auto found = files_outside();
  for (const auto until = tools_.clock.now() + longest_farewell; !found.certain.empty() && tools_.clock.now() < until;) {
    co_await tools_.clock.sleep_for(between_looks);
    found = files_outside();
  }
  judge(Promise::leaves_no_file, found.certain.empty() ? "" : "it left " + join(found.certain, ", "),
        found.doubtful.empty() ? "" : "new meanwhile, maybe by another program: " + join(found.doubtful, ", "));
}

const Finding* Rig::finding(Promise promise) const {
  const auto found = std::find_if(card_.findings.begin(), card_.findings.end(), [&](const Finding& each) { return each.promise == promise; });
  return found == card_.findings.end() ? nullptr : &*found;
}

void Rig::note(Promise promise, Verdict verdict, std::string detail) {
  if (finding(promise) == nullptr) card_.findings.push_back({promise, verdict, std::move(detail)});
}

void Rig::judge(Promise promise, const std::string& trouble, std::string detail_if_kept) {
  if (trouble.empty()) note(promise, Verdict::kept, std::move(detail_if_kept));
  else note(promise, Verdict::broken, trouble);
}

bool Rig::should_stop() const { return options_.should_stop && options_.should_stop(); }

}  // namespace stackup
