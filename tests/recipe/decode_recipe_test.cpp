#include "decode.h"

#include "stackup/recipe/codec.h"
#include "stackup/recipe/schema.h"

#include <algorithm>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace stackup::testing {
namespace {

using Errors = std::vector<std::string>;
using std::chrono::milliseconds;
using std::chrono::seconds;

Recipe shop(const std::string& rest) {
  auto decoded = decode_shop(rest);
  EXPECT_EQ(decoded.errors, Errors{});
  return decoded.recipe.value_or(Recipe{});
}

template <class T>
std::vector<std::string> keys(const Named<T>& all) {
  std::vector<std::string> names;
  for (const auto& [name, value] : all) names.push_back(name.value);
  return names;
}

std::vector<std::string> values(const std::vector<Name>& names) {
  std::vector<std::string> all;
  for (const auto& name : names) all.push_back(name.value);
  return all;
}

std::string words(const CommandTemplate& command) {
  std::string text;
  for (const auto& word : command.words) text += "<" + word.to_string() + ">";
  return text;
}

/// One of everything that the language has.
const char* const everything = R"(schema: 1
name: shop
summary: my shop
description: |
  More
  lines
repository: {url: "https://example.org/shop.git", branch: main, depth: 50, submodules: true, lfs: true, filter: "blob:none"}
packages: {debian: [nodejs, npm], fedora: nodejs}
path: ["${src}/bin", /opt/x/*/bin]
parameters: {workers: 2, mode: {type: {choice: [fast, safe]}, default: fast, summary: how}, domain: {type: string, default: "${env.DOMAIN:-local}"}}
ports: {web: 8080, admin: 8081}
secrets: {token: {from: "${env.TOKEN}"}, key: {}}
files:
  shop.conf: {text: "port=${port.web}", mode: 0640, path: "${src}/shop.conf"}
  shop.ini: {ini: {main: {port: "${port.web}", hosts: [a, b]}}}
  shop.json: {json: {port: 1}}
  shop.yml: {yaml: {port: 1}}
env: {PORT: "${port.web}", DEBUG: 1}
needs:
  db: {postgresql.database: {name: shop, env: {DB: "${export.url}"}}}
  cache: {redis: {as: shop-cache, optional: true}}
  queue: rabbitmq
profiles: {search: [opensearch]}
steps:
  install: {python: {editable: ., requirements: [a.txt], constraints: c.txt, index: "https://pypi.org/simple", isolated: true}, inputs: [setup.cfg]}
  build: {run: "make 'all of it'", after: install, per: checkout, cwd: "${src}", env: {A: b}, timeout: 1h, needs: [db]}
  page: {node: {directory: web, script: [build, "test:${port.web}"], registry: "http://127.0.0.1:4873"}}
  tool: {cmake: {source: tool, build: t, preset: dev, build_type: Debug, generator: Ninja, options: {SHOP_FAST: ON, CMAKE_PREFIX_PATH: "${src}"}, target: [all, extra]}}
  docs: {make: {directory: docs, targets: html, variables: {OUT: "${build}/docs"}, jobs: 4}}
  seed: {sh: "echo hi | cat", after: [build, web.ready, db], stdin: "${secret.token}", expect: {match: "^hi$"}, per: data}
processes:
  web:
    run: [npm, start, "--port=${port.web}"]
    after: build
    ready: {http: {port: web, path: /healthz, status: 204, expect: ok}, timeout: 90s}
    restart: {policy: always, delay: 1s, max_delay: 5s, reset_after: 1m, limit: 3}
    stop: {signal: INT, grace: 30s}
    instances: {a: {env: {X: "1"}, vars: {color: red}}, b: {vars: {color: blue}}}
    env: {N: "${instance}"}
    cwd: "${src}"
  worker: {sh: exec work, ready: notify, restart: never}
  tail: {run: tail, ready: {log: "^ready"}}
  box: {run: box, ready: {tcp: admin}}
  probe: {run: probe, ready: {run: check it, expect: {exact: "1"}}}
run: npm run main
offers:
  page:
    summary: a page
    parameters: {name: identifier, size: {type: integer, default: 3}}
    secrets: [password]
    after: web
    probe: {run: probe-page, expect: "1"}
    create: {run: make-page, stdin: "${param.name}", env: {A: b}, timeout: 5s}
    drop: {sh: rm page}
    reset: {run: empty-page}
    exports: {url: "http://${host}/${param.name}"}
    env: {PAGE_URL: "${export.url}"}
smoke:
  - {run: curl it, expect: {json: {ok: true}}, exit: 0, name: curl, timeout: 5s}
  - {http: /, port: web, status: 302}
  - {tcp: web}
  - {tcp: {port: admin, send: "ruok\n", expect: imok}}
  - {sh: test -f x}
connect: {run: shop-client, env: {SHOP: "${port.web}"}, cwd: "${src}"}
failures: [{match: EADDRINUSE, why: the port is taken, try: stackup down}, {match: ^oops, why: it broke}]
test: {run: npm test, quick: npm run quick, cwd: "${src}", env: {A: b}, timeout: 2h}
links: {Shop: "http://localhost:${port.web}"}
)";

TEST(DecodeRecipe, ReadsEverySection) {
  const auto decoded = decode_text(everything);
  ASSERT_EQ(decoded.errors, Errors{});
  const auto& recipe = *decoded.recipe;
  EXPECT_EQ(recipe.name.value, "shop");
  EXPECT_EQ(recipe.description, "More\nlines\n");
  EXPECT_EQ(recipe.repository->depth, 50);
  EXPECT_EQ(recipe.repository->branch->literal(), "main");
  EXPECT_EQ(values(recipe.packages.at("debian")), (std::vector<std::string>{"nodejs", "npm"}));
  EXPECT_EQ(values(recipe.packages.at("fedora")), (std::vector<std::string>{"nodejs"}));
  EXPECT_EQ(keys(recipe.files), (std::vector<std::string>{"shop.conf", "shop.ini", "shop.json", "shop.yml"}));
  EXPECT_EQ(find_named(recipe.files, "shop.conf")->mode, 0640u);
  EXPECT_EQ(keys(recipe.processes), (std::vector<std::string>{"web", "worker", "tail", "box", "probe", "main"}));
  EXPECT_EQ(*find_named(recipe.ports, "admin"), 8081);
}

TEST(DecodeRecipe, ReadsSteps) {
  const auto recipe = *decode_text(everything).recipe;
  const auto& install = std::get<PythonSpec>(find_named(recipe.steps, "install")->kind);
  EXPECT_EQ(install.editable->literal(), ".");
  EXPECT_TRUE(install.isolated);
  const auto& build = *find_named(recipe.steps, "build");
  EXPECT_EQ(words(std::get<RunStepSpec>(build.kind).command), "<make><all of it>");
  EXPECT_EQ(values(build.after), std::vector<std::string>{"install"});
  EXPECT_EQ(build.per, StepLifetime::checkout);
  EXPECT_EQ(build.timeout, std::chrono::hours(1));
  EXPECT_EQ(values(*build.needs), std::vector<std::string>{"db"});
  const auto& seed = std::get<RunStepSpec>(find_named(recipe.steps, "seed")->kind);
  EXPECT_EQ(seed.command.script, "echo hi | cat");
  EXPECT_EQ(seed.input->to_string(), "${secret.token}");
  EXPECT_EQ(seed.expect.kind, Expectation::Kind::match);
}

std::string joined(const std::vector<Template>& texts) {
  std::string all;
  for (const auto& text : texts) all += "<" + text.to_string() + ">";
  return all;
}

TEST(DecodeRecipe, ReadsToolchains) {
  const auto recipe = *decode_text(everything).recipe;
  const auto& node = std::get<NodeSpec>(find_named(recipe.steps, "page")->kind);
  EXPECT_EQ(node.directory->literal(), "web");
  EXPECT_EQ(joined(node.scripts), "<build><test:${port.web}>");
  EXPECT_EQ(node.registry->literal(), "http://127.0.0.1:4873");
  const auto& cmake = std::get<CMakeSpec>(find_named(recipe.steps, "tool")->kind);
  EXPECT_EQ(joined({*cmake.source, *cmake.build, *cmake.preset, *cmake.build_type, *cmake.generator}), "<tool><t><dev><Debug><Ninja>");
  EXPECT_EQ(keys(cmake.options), (std::vector<std::string>{"SHOP_FAST", "CMAKE_PREFIX_PATH"}));
  EXPECT_EQ(joined(cmake.targets), "<all><extra>");
  const auto& make = std::get<MakeSpec>(find_named(recipe.steps, "docs")->kind);
  EXPECT_EQ(make.directory->literal(), "docs");
  EXPECT_EQ(joined(make.targets), "<html>");
  EXPECT_EQ(find_named(make.variables, "OUT")->to_string(), "${build}/docs");
  EXPECT_EQ(make.jobs, 4);
}

TEST(DecodeRecipe, ADirectoryAloneIsEnoughForAToolchain) {
  const auto recipe = shop("run: ./shop, steps: {a: {node: web}, b: {cmake: .}, c: {make: docs}}");
  EXPECT_EQ(std::get<NodeSpec>(find_named(recipe.steps, "a")->kind).directory->literal(), "web");
  EXPECT_EQ(std::get<CMakeSpec>(find_named(recipe.steps, "b")->kind).source->literal(), ".");
  EXPECT_EQ(std::get<MakeSpec>(find_named(recipe.steps, "c")->kind).directory->literal(), "docs");
}

TEST(DecodeRecipe, ReadsProcesses) {
  const auto recipe = *decode_text(everything).recipe;
  const auto& web = *find_named(recipe.processes, "web");
  EXPECT_EQ(words(web.command), "<npm><start><--port=${port.web}>");
  EXPECT_EQ(web.restart, (RestartPolicy{RestartWhen::always, seconds(1), seconds(5), seconds(60), 3}));
  EXPECT_EQ(web.stop, (StopPolicy{2, seconds(30)}));
  EXPECT_EQ(web.ready.timeout, seconds(90));
  EXPECT_EQ(std::get<ReadyHttp>(web.ready.probe).status, 204);
  EXPECT_EQ(std::get<ReadyHttp>(web.ready.probe).expect.text.literal(), "ok");
  EXPECT_EQ(keys(web.instances), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(std::holds_alternative<ReadyTemplate::Notify>(find_named(recipe.processes, "worker")->ready.probe));
  EXPECT_EQ(find_named(recipe.processes, "worker")->restart.when, RestartWhen::never);
  EXPECT_EQ(std::get<ReadyTemplate::Log>(find_named(recipe.processes, "tail")->ready.probe).pattern, "^ready");
  EXPECT_EQ(std::get<ReadyTemplate::Tcp>(find_named(recipe.processes, "box")->ready.probe).port.value, "admin");
  EXPECT_EQ(words(std::get<ReadyTemplate::Run>(find_named(recipe.processes, "probe")->ready.probe).command), "<check><it>");
  EXPECT_EQ(words(find_named(recipe.processes, "main")->command), "<npm><run><main>");
}

TEST(DecodeRecipe, ReadsNeedsAsAMapping) {
  const auto recipe = *decode_text(everything).recipe;
  ASSERT_EQ(recipe.needs.size(), 3u);
  const auto& db = recipe.needs[0];
  EXPECT_EQ(db.alias.value, "db");
  EXPECT_EQ(db.recipe.value, "postgresql");
  EXPECT_EQ(db.offer->value, "database");
  EXPECT_EQ(keys(db.parameters), std::vector<std::string>{"name"});
  EXPECT_EQ(keys(*db.env), std::vector<std::string>{"DB"});
  EXPECT_EQ(recipe.needs[1].instance, "shop-cache");
  EXPECT_TRUE(recipe.needs[1].optional);
  EXPECT_EQ(recipe.needs[2].offer, std::nullopt);
}

TEST(DecodeRecipe, ReadsNeedsAsAList) {
  const auto recipe = shop("needs: [redis, postgresql.database, {redis.queue: {as: jobs}}]");
  std::vector<std::string> found;
  for (const auto& need : recipe.needs) found.push_back(need.alias.value + "=" + need.recipe.value + (need.offer ? "." + need.offer->value : ""));
  EXPECT_EQ(found, (std::vector<std::string>{"redis=redis", "postgresql=postgresql.database", "jobs=redis.queue"}));
  EXPECT_EQ(recipe.needs[1].offer->span, (SourceSpan{"r.yaml", 2, 27, 8}));
}

TEST(DecodeRecipe, ReadsOffersChecksAndTests) {
  const auto recipe = *decode_text(everything).recipe;
  const auto& page = *find_named(recipe.offers, "page");
  EXPECT_EQ(find_named(page.parameters, "name")->type, ParameterType::identifier);
  EXPECT_EQ(find_named(page.parameters, "size")->fallback->literal(), "3");
  EXPECT_EQ(words(page.create->command), "<make-page>");
  EXPECT_EQ(page.create->timeout, seconds(5));
  EXPECT_EQ(page.drop->command.script, "rm page");
  std::vector<std::string> names;
  for (const auto& check : recipe.smoke) names.push_back(check.name);
  EXPECT_EQ(names, (std::vector<std::string>{"curl", "http /", "tcp web", "tcp admin", "sh test -f x"}));
  EXPECT_EQ(recipe.smoke[0].expect.text.literal(), R"({"ok":true})");
  EXPECT_EQ(std::get<SmokeHttp>(recipe.smoke[1].check).status, 302);
  const auto& admin = std::get<TcpTemplate>(recipe.smoke[3].check);
  EXPECT_EQ(admin.send.literal(), "ruok\n");
  EXPECT_EQ(recipe.smoke[3].expect.text.literal(), "imok");
  EXPECT_EQ(words(*recipe.test->quick), "<npm><run><quick>");
}

TEST(DecodeRecipe, ReadsTheClientAndKnownFailures) {
  const auto recipe = *decode_text(everything).recipe;
  EXPECT_EQ(words(recipe.connect->command), "<shop-client>");
  EXPECT_EQ(recipe.connect->env.front().first.value, "SHOP");
  EXPECT_EQ(recipe.connect->directory->to_string(), "${src}");
  ASSERT_EQ(recipe.failures.size(), 2U);
  EXPECT_EQ(recipe.failures[0].pattern, "EADDRINUSE");
  EXPECT_EQ(recipe.failures[0].why, "the port is taken");
  EXPECT_EQ(recipe.failures[0].advice, "stackup down");
  EXPECT_EQ(recipe.failures[1].advice, "");
  EXPECT_EQ(words(shop("connect: redis-cli").connect->command), "<redis-cli>");
}

TEST(DecodeRecipe, APortCanBeAskedSomething) {
  const auto ready = [](const std::string& text) {
    const auto recipe = shop("ports: {web: 1}, processes: {server: {run: serve, ready: " + text + "}}");
    return std::get<TcpTemplate>(recipe.processes.front().second.ready.probe);
  };
  EXPECT_EQ(ready("{tcp: web}").port.value, "web");
  EXPECT_EQ(ready(R"({tcp: {port: web, send: "PING\r\n", expect: PONG}})").send.literal(), "PING\r\n");
  EXPECT_EQ(ready("{tcp: {port: web, expect: PONG}}").expect.text.literal(), "PONG");
  EXPECT_EQ(ready("{tcp: web, expect: '220'}").expect.text.literal(), "220");
}

TEST(DecodeRecipe, GivesChecksOfOneNameDifferentOnes) {
  const auto recipe = shop("ports: {web: 1}, smoke: [{tcp: web}, {tcp: web}]");
  EXPECT_EQ(recipe.smoke[0].name, "tcp web");
  EXPECT_EQ(recipe.smoke[1].name, "tcp web (2)");
}

TEST(DecodeRecipe, HasTheDefaultsOfTheDocumentation) {
  const auto recipe = shop("run: npm start, steps: {install: {run: npm ci}}, smoke: [{run: npm test}], test: npm test");
  const auto& main = recipe.processes.front().second;
  EXPECT_EQ(main.restart, (RestartPolicy{RestartWhen::on_failure, milliseconds(500), seconds(30), seconds(60), 10}));
  EXPECT_EQ(main.stop, (StopPolicy{15, seconds(10)}));
  EXPECT_EQ(main.ready.timeout, seconds(60));
  EXPECT_TRUE(std::holds_alternative<ReadyTemplate::Started>(main.ready.probe));
  EXPECT_EQ(main.after, std::nullopt);
  EXPECT_EQ(recipe.steps.front().second.timeout, std::chrono::minutes(10));
  EXPECT_EQ(recipe.smoke.front().timeout, seconds(30));
  EXPECT_EQ(recipe.test->timeout, std::chrono::hours(1));
}

TEST(DecodeRecipe, TakesPackagesForEveryFamily) { EXPECT_EQ(values(shop("packages: [git, curl]").packages.at("")), (std::vector<std::string>{"git", "curl"})); }

TEST(DecodeRecipe, ReportsEveryMistakeFromTopToBottom) {
  EXPECT_EQ(decode_shop("ports: {web: x},\nsteps: {a: {}},\nrun: a | b,\nfoo: 1").errors,
            (Errors{"SU0204 2:14 'ports.web' of recipe 'shop' must be a number, not 'x'", "SU0205 3:12 'steps.a' of recipe 'shop' has none of the keys 'run', 'sh', 'python', 'node', 'cmake' and 'make'",
                    "SU0206 4:8 'run' of recipe 'shop' has '|', which only a shell understands", "SU0202 5:1 recipe 'shop' has no key 'foo'"}));
}

TEST(DecodeRecipe, SurvivesMutationsOfAGoodRecipe) {
  std::mt19937 random(11);
  const std::string good = everything;
  const std::string likely = "{}[]:,'\"$&*!|>\n #-x1~";
  for (int round = 0; round < 200; ++round) {
    auto text = good;
    for (auto edits = random() % 4 + 1; edits > 0; --edits) {
      const auto at = random() % text.size();
      switch (random() % 3) {
        case 0: text.erase(at, random() % 20 + 1); break;
        case 1: text.insert(at, 1, likely[random() % likely.size()]); break;
        default: text[at] = likely[random() % likely.size()];
      }
    }
    const auto decoded = decode_text(text);
    EXPECT_EQ(decoded.recipe.has_value(), decoded.errors.empty()) << text;
  }
}

/// The tree with one value somewhere in it replaced.
void replace_one(Node& node, const Node& by, std::size_t& left) {
  if (left-- == 0) {
    node = by;
    return;
  }
  for (auto& item : node.items) replace_one(item, by, left);
  for (auto& entry : node.entries) replace_one(entry.value, by, left);
}

TEST(DecodeRecipe, SurvivesEveryKindOfValueAtEveryPlace) {
  Diagnostics none;
  const auto document = *parse_yaml({"r.yaml", everything}, none);
  std::size_t first = 0;  // each kind tries other places, because a decode takes milliseconds under the sanitizers
  for (const char* text : {"null", "x", "[]", "[[]]", "{}", "{a: {b: c}}", "-1", "''"}) {
    const auto by = *parse_yaml({"by.yaml", text}, none);
    for (std::size_t place = first++; place < 260; place += 16) {
      auto changed = document;
      auto left = place;
      replace_one(changed, by, left);
      Diagnostics diagnostics;
      const auto recipe = decode_recipe(changed, diagnostics);
      EXPECT_EQ(recipe.has_value(), diagnostics.empty()) << text << " at " << place;
    }
  }
}

void collect_keys(const Shape& shape, std::set<std::string>& found) {
  for (const auto& field : shape.fields) {
    found.insert(shape.name + "." + field.key);
    collect_keys(field.shape, found);
  }
  for (const auto& part : shape.parts) collect_keys(part, found);
}

TEST(RecipeSchema, HasTheKeysOfTheDecoder) {
  std::set<std::string> decoded;
  collect_keys(recipe_shape(), decoded);
  Diagnostics none;
  const auto schema = *parse_yaml({"schema.json", recipe_schema()}, none);
  std::set<std::string> described;
  const auto add = [&](const std::string& title, const Node& object) {
    if (const auto* properties = object.find("properties"))
      for (const auto& entry : properties->entries) described.insert(title + "." + entry.key.value);
  };
  add("recipe", schema);
  for (const auto& [name, definition] : schema.find("$defs")->entries) {
    auto title = name.value;
    std::replace(title.begin(), title.end(), '_', ' ');
    if (title != "part of a recipe" && !title.ends_with(" part")) add(title, definition);
  }
  EXPECT_EQ(described, decoded);
}

TEST(RecipeSchema, RequiresTheBaseContract) {
  Diagnostics none;
  const auto schema = *parse_yaml({"schema.json", recipe_schema()}, none);
  std::vector<std::string> required;
  for (const auto& item : schema.find("required")->items) required.push_back(item.scalar);
  EXPECT_EQ(required, (std::vector<std::string>{"schema", "name", "summary"}));
}

}  // namespace
}  // namespace stackup::testing
