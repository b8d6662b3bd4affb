#include "stackup/recipe/sections.h"

namespace stackup {
namespace {

using Http = ReadyTemplate::Http;

struct ReadyKeys : CommandKeys {
  std::optional<bool> notify;
  std::optional<TcpTemplate> tcp;
  std::optional<Http> http;
  std::optional<std::string> log;
  std::optional<ExpectTemplate> expect;
  Duration timeout = std::chrono::seconds(60);
  std::optional<Duration> interval;
  int retries = 3;
};

/// A message or a line of the log comes once; there is nothing to ask again.
void check_interval(const ReadyKeys& keys, const FieldPlace& place, const Node& node) {
  if (!keys.interval || (!keys.notify && !keys.log)) return;
  place.inside("interval").report(ErrorCode::conflicting_keys, "has nothing to ask again", node.span)
      .because("a notification or a line of the log comes once")
      .try_("use tcp, http, run or sh");
}

Codec<Http> http_probe() {
  auto path = mapped<Http>(template_text(), [](Template text, const Node&, const FieldPlace&) {
    Http probe;
    probe.path = std::move(text);
    return probe;
  });
  auto keys = record<Http>("http probe", {field<Http>("port", "the name of one of the recipe's ports", &Http::port, name(plain_names())),
                                          field<Http>("path", "the path to ask for", &Http::path, template_text()),
                                          field<Http>("status", "the status that means ready, 200 unless given", &Http::status, integer(100, 599, "an HTTP status")),
                                          field<Http>("expect", "what the answer must be like", &Http::expect, expectation())});
  auto either = one_of<Http>({std::move(path), std::move(keys)});
  return mapped<Http>(std::move(either), [](Http probe, const Node&, const FieldPlace&) {
    if (probe.path.parts.empty()) probe.path = literal_template("/", probe.path.span);
    return probe;
  });
}

ReadyTemplate ready_from(const ReadyKeys& keys, const Node& node, const FieldPlace& place) {
  ReadyTemplate ready;
  ready.timeout = keys.timeout;
  ready.interval = keys.interval;
  ready.retries = keys.retries;
  check_interval(keys, place, node);
  ready.span = node.span;
  const auto expect = keys.expect.value_or(ExpectTemplate{});
  if (keys.notify) ready.probe = ReadyTemplate::Notify{};
  if (keys.tcp) ready.probe = *keys.tcp;
  if (keys.http) ready.probe = *keys.http;
  if (keys.run || keys.sh) ready.probe = ReadyTemplate::Run{keys.chosen(), expect};
  if (keys.log) ready.probe = ReadyTemplate::Log{*keys.log};
  if (!keys.expect || keys.run || keys.sh) return ready;
  if (auto* http = std::get_if<Http>(&ready.probe)) {
    http->expect = expect;
  } else if (auto* tcp = std::get_if<TcpTemplate>(&ready.probe)) {
    tcp->expect = expect;
  } else {
    place.inside("expect").report(ErrorCode::conflicting_keys, "has nothing to look at", keys.expect->text.span)
        .because("a notification and a line of the log are no answer")
        .try_("take `expect` out");
  }
  return ready;
}

Codec<ReadyTemplate> readiness() {
  using R = ReadyKeys;
  auto word = mapped<ReadyTemplate>(choice({"notify"}), [](const std::string&, const Node& node, const FieldPlace&) {
    ReadyTemplate ready;
    ready.probe = ReadyTemplate::Notify{};
    ready.span = node.span;
    return ready;
  });
  auto keys = record<R>("readiness probe",
                        {field<R>("notify", "true: it says READY=1 by itself (sd_notify)", &R::notify, boolean()),
                         field<R>("tcp", "the port that accepts connections", &R::tcp, tcp_probe()),
                         field<R>("http", "a path that answers", &R::http, http_probe()),
                         field<R>("run", "a command that succeeds", &R::run, words_command()), field<R>("sh", "a script that succeeds", &R::sh, shell_command()),
                         field<R>("log", "a regular expression that is found in a line of its log", &R::log, regular_expression()),
                         field<R>("expect", "what the answer must be like", &R::expect, expectation()),
                         field<R>("timeout", "how long it may take, 60s unless given", &R::timeout, duration()),
                         field<R>("interval", "ask again so often while it runs", &R::interval, duration()),
                         field<R>("retries", "failures in a row that restart it, 3 unless given", &R::retries, integer(1, 1000, "a number of retries"))},
                        {{KeyRule::Kind::exactly_one, {"notify", "tcp", "http", "run", "sh", "log"}}});
  auto probe = mapped<ReadyTemplate>(std::move(keys), [](const R& given, const Node& node, const FieldPlace& place) { return ready_from(given, node, place); });
  return one_of<ReadyTemplate>({std::move(word), std::move(probe)});
}

Codec<RestartWhen> restart_when() {
  return choice_of<RestartWhen>({{"on-failure", RestartWhen::on_failure}, {"always", RestartWhen::always}, {"never", RestartWhen::never}});
}

Codec<RestartPolicy> restart() {
  using R = RestartPolicy;
  auto word = mapped<R>(restart_when(), [](RestartWhen when, const Node&, const FieldPlace&) {
    R policy;
    policy.when = when;
    return policy;
  });
  auto keys = record<R>("restart policy", {field<R>("policy", "on-failure, always or never", &R::when, restart_when()),
                                           field<R>("delay", "before the first restart; doubles each time", &R::delay, duration()),
                                           field<R>("max_delay", "the longest delay", &R::max_delay, duration()),
                                           field<R>("reset_after", "a run of this length starts the count anew", &R::reset_after, duration()),
                                           field<R>("limit", "restarts in a row before it gives up", &R::limit, integer(0, 1'000'000, "a limit"))});
  return one_of<R>({std::move(word), std::move(keys)});
}

Codec<UpstreamRestart> on_upstream_restart() {
  return choice_of<UpstreamRestart>({{"keep-running", UpstreamRestart::keep_running}, {"restart", UpstreamRestart::restart}});
}

Codec<StopPolicy> stop() {
  using S = StopPolicy;
  return record<S>("way to stop", {field<S>("signal", "the signal that asks it to end", &S::signal, signal()),
                                   field<S>("grace", "how long it gets before it is killed", &S::grace, duration())});
}

Codec<InstanceTemplate> instance() {
  using I = InstanceTemplate;
  return record<I>("instance", {field<I>("env", "more environment variables", &I::env, environment()),
                                field<I>("vars", "values for ${instance.NAME}", &I::vars, map_of(plain_names(), template_text()))});
}

struct ProcessKeys : CommandKeys, ProcessTemplate {};

}  // namespace

Codec<ProcessTemplate> process() {
  using K = ProcessKeys;
  using P = ProcessTemplate;
  auto keys = record<K>("process",
                        {field<K>("run", "a command: words, no shell", &K::run, words_command()), field<K>("sh", "a script for /bin/sh -eu", &K::sh, shell_command()),
                         field<K>("after", "what it waits for; without it: all steps", &P::after, waits_for()),
                         field<K>("ready", "how to tell that it is ready", &P::ready, readiness()),
                         field<K>("restart", "when it is started again", &P::restart, restart()), field<K>("stop", "how it is stopped", &P::stop, stop()),
                         field<K>("on_upstream_restart", "when what it waited for was restarted: keep-running (unless given) or restart", &P::on_upstream_restart, on_upstream_restart()),
                         field<K>("instances", "several of it, by name", &P::instances, map_of(plain_names(), instance())),
                         field<K>("usually", "how long it takes to be ready on a machine with 2 cores, for those who wait", &P::usually, duration()),
                         field<K>("env", "more environment variables", &P::env, environment()),
                         field<K>("cwd", "the directory that it runs in", &P::directory, template_text())},
                        {run_or_sh()});
  return mapped<P>(std::move(keys), [](const K& given, const Node& node, const FieldPlace&) {
    P made = given;
    made.command = given.chosen();
    made.span = node.span;
    return made;
  });
}

}  // namespace stackup
