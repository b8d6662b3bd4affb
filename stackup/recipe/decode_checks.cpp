#include "stackup/base/text.h"
#include "stackup/recipe/sections.h"

#include <fmt/format.h>

namespace stackup {
namespace {

struct SmokeKeys : CommandKeys {
  std::optional<Template> http;
  std::optional<TcpTemplate> tcp;
  std::optional<Name> port;
  std::optional<int> exit, status;
  std::optional<ExpectTemplate> expect;
  std::string name;
  Duration timeout = std::chrono::seconds(30);
};

std::string made_name(const SmokeKeys& keys) {
  if (keys.http) return "http " + keys.http->to_string();
  if (keys.tcp) return "tcp " + keys.tcp->port.value;
  if (keys.sh && keys.sh->script) return "sh " + std::string(split(trimmed(*keys.sh->script), '\n').front());
  std::vector<std::string> words;
  for (const auto& word : keys.chosen().words) words.push_back(word.to_string());
  return "run " + join(words, " ");
}

/// Keys that mean something for one kind of check only.
void check_pairs(const SmokeKeys& keys, const Node& node, const FieldPlace& place) {
  const bool is_command = keys.run || keys.sh;
  for (const auto& entry : node.entries) {
    const auto& key = entry.key.value;
    const bool fits = (key == "exit" && is_command) || ((key == "status" || key == "port") && keys.http) || key == "expect";
    if (fits || (key != "exit" && key != "status" && key != "port" && key != "expect")) continue;
    place.report(ErrorCode::conflicting_keys, fmt::format("has '{}', which means nothing for this kind of check", key), entry.key.span)
        .because("exit belongs to run and sh, status and port to http")
        .try_("take the key out");
  }
}

SmokeTemplate check_from(const SmokeKeys& keys, const Node& node, const FieldPlace& place) {
  check_pairs(keys, node, place);
  SmokeTemplate check;
  check.name = keys.name.empty() ? made_name(keys) : keys.name;
  if (keys.http) check.check = SmokeTemplate::Http{*keys.http, keys.port, keys.status.value_or(200)};
  else if (keys.tcp) check.check = *keys.tcp;
  else check.check = SmokeTemplate::Run{keys.chosen(), keys.exit.value_or(0)};
  check.expect = keys.expect.value_or(keys.tcp ? keys.tcp->expect : ExpectTemplate{});
  check.timeout = keys.timeout;
  check.span = node.span;
  return check;
}

Codec<SmokeTemplate> smoke_check() {
  using K = SmokeKeys;
  auto keys = record<K>("smoke check",
                        {field<K>("run", "a command that succeeds", &K::run, words_command()), field<K>("sh", "a script that succeeds", &K::sh, shell_command()),
                         field<K>("http", "a URL, or a path of one of the unit's ports", &K::http, template_text()),
                         field<K>("tcp", "a port that accepts connections", &K::tcp, tcp_probe()),
                         field<K>("name", "what it is called", &K::name, one_line()), field<K>("expect", "what the answer must be like", &K::expect, expectation()),
                         field<K>("exit", "the exit code that means success, 0 unless given", &K::exit, integer(0, 255, "an exit code")),
                         field<K>("port", "the port that a path is asked of", &K::port, name(plain_names())),
                         field<K>("status", "the HTTP status that means success, 200 unless given", &K::status, integer(100, 599, "an HTTP status")),
                         field<K>("timeout", "how long it may take, 30s unless given", &K::timeout, duration())},
                        {{KeyRule::Kind::exactly_one, {"run", "sh", "http", "tcp"}}});
  return mapped<SmokeTemplate>(std::move(keys), [](const K& given, const Node& node, const FieldPlace& place) { return check_from(given, node, place); });
}

struct TestKeys : CommandKeys, TestTemplate {};
struct ClientKeys : CommandKeys, ConnectTemplate {};

}  // namespace

Codec<std::vector<SmokeTemplate>> smoke_checks() {
  return mapped<std::vector<SmokeTemplate>>(list_of(smoke_check()), [](std::vector<SmokeTemplate> checks, const Node&, const FieldPlace&) {
    std::map<std::string, int> seen;  // names tell checks apart in the plan and the journal
    for (auto& check : checks)
      if (const int count = ++seen[check.name]; count > 1) check.name += fmt::format(" ({})", count);
    return checks;
  });
}

Codec<TestTemplate> project_tests() {
  using T = TestTemplate;
  using K = TestKeys;
  auto plain = mapped<T>(words_command(), [](CommandTemplate command, const Node&, const FieldPlace&) {
    T tests;
    tests.command = std::move(command);
    return tests;
  });
  auto keys = record<K>("test section",
                        {field<K>("run", "a command: words, no shell", &K::run, words_command()), field<K>("sh", "a script for /bin/sh -eu", &K::sh, shell_command()),
                         field<K>("quick", "a shorter command, for --quick", &T::quick, words_command()),
                         field<K>("cwd", "the directory that it runs in", &T::directory, template_text()),
                         field<K>("env", "more environment variables", &T::env, environment()),
                         field<K>("timeout", "how long it may take, 1h unless given", &T::timeout, duration())},
                        {run_or_sh()});
  auto full = mapped<T>(std::move(keys), [](const K& given, const Node&, const FieldPlace&) {
    T tests = given;
    tests.command = given.chosen();
    return tests;
  });
  return one_of<T>({std::move(plain), std::move(full)});
}

Codec<ConnectTemplate> client() {
  using C = ConnectTemplate;
  using K = ClientKeys;
  auto plain = mapped<C>(words_command(), [](CommandTemplate command, const Node&, const FieldPlace&) { return C{std::move(command), {}, {}}; });
  auto keys = record<K>("client",
                        {field<K>("run", "a command: words, no shell", &K::run, words_command()), field<K>("sh", "a script for /bin/sh -eu", &K::sh, shell_command()),
                         field<K>("env", "more environment variables", &C::env, environment()),
                         field<K>("cwd", "the directory that it runs in", &C::directory, template_text())},
                        {run_or_sh()});
  auto full = mapped<C>(std::move(keys), [](const K& given, const Node&, const FieldPlace&) {
    C made = given;
    made.command = given.chosen();
    return made;
  });
  return one_of<C>({std::move(plain), std::move(full)});
}

Codec<std::vector<KnownFailure>> known_failures() {
  using F = KnownFailure;
  return list_of(record<F>("known failure", {field<F>("match", "a regular expression that is found in a line of its log", &F::pattern, regular_expression(), Presence::required),
                                             field<F>("why", "what it means, in plain words", &F::why, one_line(), Presence::required),
                                             field<F>("try", "what helps", &F::advice, one_line())}));
}

}  // namespace stackup
