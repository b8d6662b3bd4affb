#include "stackup/plan/step_digest.h"

#include "stackup/base/digest.h"

#include <fmt/format.h>

namespace stackup {
namespace {

class Hasher {
 public:
  Hasher(const EnvironmentMap& ambient, const std::string& key) : ambient_(ambient), digester_(key) {}

  [[nodiscard]] std::string hex() const { return digester_.hex(); }

  void operator()(const FetchStep& s) { add_request("fetch", s.request); }
  void operator()(const PullStep& s) { add_request("pull", s.request); }
  // Names are no input: a package that is there is there, whichever others are asked for beside it.
  void operator()(const PackagesStep&) { digester_.add("packages"); }
  void operator()(const FileStep& s) { digester_.add("file").add(s.path.string()).add(s.text).add(std::to_string(s.mode)); }
  void operator()(const PythonStep& s) {
    digester_.add("python").add(s.venv.string()).add(s.editable.string()).add(s.constraints).add(s.index).add(s.isolated ? "isolated" : "");
    for (const auto& file : s.requirements) digester_.add(file);
    add_program(s.base);
  }
  void operator()(const NodeStep& s) {
    digester_.add("node").add(s.directory.string()).add(s.registry);
    for (const auto& script : s.scripts) digester_.add(script);
    add_program(s.base);
  }
  void operator()(const CMakeStep& s) {
    digester_.add("cmake").add(s.source.string()).add(s.build.string()).add(s.preset).add(s.build_type).add(s.generator);
    add_settings(s.options);
    for (const auto& target : s.targets) digester_.add(target);
    add_program(s.base);
  }
  void operator()(const MakeStep& s) {
    digester_.add("make").add(s.directory.string());
    add_settings(s.variables);
    for (const auto& target : s.targets) digester_.add(target);
    add_program(s.base);
  }
  void operator()(const RunStep& s) {
    digester_.add("run");
    add_program(s.program);
    add_expectation(s.expect);
  }
  void operator()(const ClaimStep& s) {
    digester_.add("claim").add(s.name);
    for (const auto* action : {&s.create}) {
      digester_.add(action->has_value() ? "action" : "");
      if (*action) add_program((*action)->program);
    }
  }
  void operator()(const StartStep& s) {
    const ProcessSpec& p = s.process;
    digester_.add("start").add(p.id).add(p.log.string()).add(std::to_string(p.stop.signal));
    add_program(p.program);
    std::visit(*this, p.ready);
    for (int port : p.ports) digester_.add(std::to_string(port));
    for (const auto& other : p.after) digester_.add(other);
    digester_.add(fmt::format("{} {} {} {} {}", p.ready_timeout.count(), p.stop.grace.count(), p.health.interval.count(), p.health.retries, static_cast<int>(p.on_upstream_restart)));
    digester_.add(fmt::format("{} {} {} {} {}", static_cast<int>(p.restart.when), p.restart.delay.count(), p.restart.max_delay.count(), p.restart.reset_after.count(), p.restart.limit));
  }
  void operator()(const ReadyStep& s) { digester_.add("ready").add(s.process); }
  void operator()(const AnswersStep& s) {
    digester_.add("answers").add(s.host);
    for (int port : s.ports) digester_.add(std::to_string(port));
  }
  void operator()(const SmokeStep& s) {
    digester_.add("smoke");
    for (const auto& check : s.checks) {
      digester_.add(check.name).add(fmt::format("{} {}", check.exit, check.status));
      add_expectation(check.expect);
      std::visit(*this, check.check);
    }
  }

  void operator()(const CheckpointStep& s) {
    digester_.add("checkpoint");
    for (const auto& part : s.parts) digester_.add(part.unit).add(std::to_string(static_cast<int>(part.rule)));
  }

  void operator()(const StartedProbe&) { digester_.add("started"); }
  void operator()(const NotifyProbe&) { digester_.add("notify"); }
  void operator()(const TcpProbe& p) {
    digester_.add("tcp").add(p.host).add(std::to_string(p.port));
    if (!p.listens()) return;
    digester_.add(p.send);
    add_expectation(p.expect);
  }
  void operator()(const HttpProbe& p) {
    digester_.add("http").add(p.url).add(std::to_string(p.port)).add(std::to_string(p.status));
    add_expectation(p.expect);
  }
  void operator()(const RunProbe& p) {
    digester_.add("run");
    add_program(p.program);
    add_expectation(p.expect);
  }
  void operator()(const LogProbe& p) { digester_.add("log").add(p.pattern); }
  void operator()(const Program& program) { add_program(program); }
  void operator()(const std::string& url) { digester_.add(url); }

 private:
  void add_request(std::string_view kind, const CheckoutRequest& request) {
    digester_.add(kind).add(request.url).add(to_string(request.revision)).add(request.directory.string()).add(request.submodules ? "submodules" : "").add(request.lfs ? "lfs" : "");
  }
  void add_settings(const BuildSettings& settings) {
    digester_.add(std::to_string(settings.size()));
    for (const auto& [name, value] : settings) digester_.add(name).add(value);
  }
  void add_program(const Program& program) {
    for (const auto& word : program.arguments) digester_.add(word);
    digester_.add(program.directory.string()).add(program.input);
    for (const auto& [name, value] : program.environment) {
      const auto same = ambient_.find(name);
      if (same == ambient_.end() || same->second != value) digester_.add(name).add(value);
    }
  }
  void add_expectation(const Expectation& expect) { digester_.add(std::to_string(static_cast<int>(expect.kind))).add(expect.text); }

  const EnvironmentMap& ambient_;
  Digester digester_;
};

}  // namespace

std::string spec_digest(const StepSpec& spec, const EnvironmentMap& ambient, const std::string& key) {
  Hasher hasher(ambient, key);
  std::visit(hasher, spec);
  return hasher.hex();
}

std::string total_digest(const Step& step, const std::string& inputs, const std::map<std::string, std::string>& totals_of_others) {
  Digester digester;
  digester.add(step.spec_digest).add(inputs);
  for (const auto& other : step.rests_on)
    if (const auto found = totals_of_others.find(other); found != totals_of_others.end()) digester.add(found->second);
  return digester.hex();
}

}  // namespace stackup
