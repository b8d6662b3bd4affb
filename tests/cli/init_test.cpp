#include "stackup/cli/init.h"

#include "stackup/cli/check.h"
#include "tests/cli/run_verb.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<KnownOffer>& offers() {
  static const std::vector<KnownOffer> all = {{"mariadb", "database", {"DATABASE_URL"}}, {"memcached", "", {}}, {"postgresql", "database", {"DATABASE_URL"}}, {"redis", "", {"REDIS_URL"}}};
  return all;
}

RecipeDraft draft_of(ProjectFiles files) { return guess_recipe({"Some Dir", std::move(files), Checkout::git}, offers()); }

std::vector<std::string> entries(const RecipeDraft& draft, std::string_view section) {
  std::vector<std::string> found;
  for (const auto& guess : draft.guesses)
    if (guess.section == section) found.push_back(guess.yaml);
  return found;
}

std::vector<std::string> names_of(const std::vector<Hint>& hints) {
  std::vector<std::string> names;
  for (const auto& hint : hints) names.push_back(hint.name);
  return names;
}

const std::string pyproject = R"([build-system]
requires = ["hatchling"]
[project]
name = "My_Shop"
description = "A shop: with colon # and hash"
dependencies = [
  "Flask[async]>=2",   # the web
  "asyncpg", 'pymysql[rsa] >= 1',
]
[project.optional-dependencies]
test = ["pytest"]
[tool.other]
things = ["redis"]
)";

TEST(Init, ReadsThePackagesThatPythonProjectsDeclare) {
  EXPECT_THAT(names_of(python_dependencies({"", {{"pyproject.toml", pyproject}}})), ElementsAre("flask", "asyncpg", "pymysql", "pytest"));
  EXPECT_THAT(names_of(python_dependencies({"", {{"pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3\"\nredis = \"*\"\n[tool.poetry.group.dev.dependencies]\npytest = \"*\"\n"}}})),
              ElementsAre("redis", "pytest"));
  EXPECT_THAT(names_of(python_dependencies({"", {{"setup.cfg", "[metadata]\nname = a\n[options]\ninstall_requires =\n    Django>=4\n    psycopg2_binary\npackages = find:\n"}}})),
              ElementsAre("django", "psycopg2-binary"));
  EXPECT_THAT(names_of(python_dependencies({"", {{"requirements-dev.txt", "# tools\n-r requirements.txt\nPyTest==7 ; python_version > '3'\nhttps://example.org/x.whl\n\n"}}})), ElementsAre("pytest"));
}

TEST(Init, GuessesAPythonProject) {
  const auto draft = draft_of({{"pyproject.toml", pyproject}, {"shop/__init__.py", "from flask import Flask\napp = Flask(__name__)\n"}});
  EXPECT_EQ(draft.name, "my-shop");
  EXPECT_EQ(draft.summary, "A shop: with colon # and hash");
  EXPECT_THAT(entries(draft, "packages"), AllOf(Contains("python3-venv"), Contains("python3-hatchling")));
  EXPECT_THAT(entries(draft, "steps"), ElementsAre(R"(install: {python: {editable: ., index: "https://pypi.org/simple"}, inputs: ["pyproject.toml"], needs: []})"));
  EXPECT_THAT(entries(draft, "processes"), ElementsAre(R"(web: {run: "python3 -m flask --app shop:app run --host ${host} --port ${port.web}", ready: {tcp: web}})"));
  EXPECT_THAT(entries(draft, "test"), ElementsAre(R"({run: "python3 -m pytest"})"));
}

TEST(Init, LetsOnlyOneOfTwoServicesSetAVariable) {
  EXPECT_THAT(entries(draft_of({{"pyproject.toml", pyproject}}), "needs"), ElementsAre("postgresql.database", "{mariadb.database: {env: {}}}"));
}

TEST(Init, GuessesADjangoSite) {
  const auto draft = draft_of({{"manage.py", ""}, {"requirements.txt", "Django\nredis\n"}});
  EXPECT_EQ(draft.name, "some-dir");
  EXPECT_THAT(entries(draft, "steps"), Contains(R"(migrate: {run: "python3 manage.py migrate --no-input", after: install, per: data, inputs: ["**/migrations/*.py"]})"));
  EXPECT_THAT(entries(draft, "needs"), ElementsAre("redis"));
  EXPECT_THAT(entries(draft, "test"), ElementsAre(R"({run: "python3 manage.py test"})"));
  EXPECT_THAT(entries(draft_of({{"manage.py", ""}}), "steps"), ElementsAre(R"(migrate: {run: "python3 manage.py migrate --no-input", per: data, inputs: ["**/migrations/*.py"]})"));
}

TEST(Init, GuessesANodeProject) {
  const auto draft = draft_of({{"package.json", R"({"name": "@acme/Front", "scripts": {"dev": "vite", "test": "vitest"}, "dependencies": {"pg": "8"}, "devDependencies": {"vite": "5"}})"},
                               {"package-lock.json", "{}"}});
  EXPECT_EQ(draft.name, "front");
  EXPECT_THAT(entries(draft, "steps"), ElementsAre("install: {node: ., needs: []}"));
  EXPECT_THAT(entries(draft, "processes"), ElementsAre(R"(web: {run: "npm run dev -- --host ${host} --port ${port.web} --strictPort", ready: {tcp: web}})"));
  EXPECT_THAT(entries(draft, "needs"), ElementsAre("postgresql.database"));
  EXPECT_THAT(entries(draft, "test"), ElementsAre("{run: npm test}"));
}

TEST(Init, DoesNotTakeTheTestThatNpmInitWritesForOne) {
  const auto draft = draft_of({{"package.json", R"({"scripts": {"start": "node .", "test": "echo \"Error: no test specified\" && exit 1"}})"}});
  EXPECT_THAT(entries(draft, "test"), IsEmpty());
  EXPECT_THAT(entries(draft, "processes"), ElementsAre("web: {run: npm start}"));
}

TEST(Init, GuessesACMakeProject) {
  const auto draft = draft_of({{"CMakeLists.txt", "project(Foo_Bar)\nfind_package(fmt)\nfind_package(Qt6)\nenable_testing()\nadd_executable(foo a.cpp)\n"}});
  EXPECT_EQ(draft.name, "foo-bar");
  EXPECT_THAT(entries(draft, "packages"), Contains("libfmt-dev"));
  EXPECT_THAT(entries(draft, "steps"), ElementsAre("build: {cmake: ., timeout: 1h, needs: []}"));
  EXPECT_THAT(entries(draft, "test"), ElementsAre(R"({run: "ctest --test-dir ${build} --output-on-failure"})"));
  EXPECT_THAT(draft.notes, AllOf(Contains(HasSubstr("find_package(Qt6)")), Contains(HasSubstr("add_executable(foo)"))));
}

TEST(Init, TakesCommandsFromAProcfileFirstAndItsReleaseLast) {
  const auto draft = draft_of({{"Procfile", "release: ./migrate\nweb: gunicorn shop:app -b \":$PORT\"\nworker_2: celery worker\n"}, {"manage.py", ""}, {"requirements.txt", "celery\n"}});
  EXPECT_THAT(entries(draft, "processes"), ElementsAre(R"(web: {sh: "gunicorn shop:app -b \":$PORT\"", ready: {tcp: web}})", R"(worker-2: {sh: "celery worker"})"));
  EXPECT_THAT(entries(draft, "steps"), ElementsAre(HasSubstr("install: "), R"(release: {sh: "./migrate", after: install})"));
}

TEST(Init, FindsServicesInComposeFiles) {
  const auto draft = draft_of({{"docker-compose.yml", "services:\n  web: {build: .}\n  db: {image: 'docker.io/library/postgres:15-alpine@sha256:0'}\n  search: {image: elasticsearch}\n"}});
  EXPECT_THAT(entries(draft, "needs"), ElementsAre("postgresql.database"));
  EXPECT_THAT(draft.notes, AllOf(Contains(HasSubstr("builds 'web'")), Contains(HasSubstr("no recipe"))));
}

TEST(Init, DoesNotLetAProjectNeedItself) {
  EXPECT_THAT(entries(draft_of({{"pyproject.toml", "[project]\nname = \"redis\"\ndependencies = [\"hiredis\"]\n"}}), "needs"), IsEmpty());
}

TEST(Init, MakesNamesOfAnything) {
  EXPECT_EQ(as_name("My_Shop 2.0!"), "my-shop-2-0");
  EXPECT_EQ(as_name("42-Answers"), "answers");
  EXPECT_EQ(as_name("日本"), "");
}

TEST(Init, WritesReasonsBehindEntriesAndAboveLongOnes) {
  RecipeDraft draft{"shop", "my shop", {}, {"more"}, {"a.txt", "b.txt"}};
  draft.add("repository", "{url: .}", Certainty::sure, "it is one");
  draft.add("packages", "npm", Certainty::sure, "a.txt");
  draft.add("steps", "install: {run: npm ci}", Certainty::likely, "b.txt");
  draft.add("steps", "build: {run: \"" + std::string(60, 'x') + "\"}", Certainty::unsure, "who knows");
  EXPECT_EQ(draft_text(draft),
            "# Made by `stackup init` from a.txt and b.txt. Behind each guess stands how sure it is, and why.\n"
            "# Change what is wrong: `stackup check` finds mistakes, `stackup schema` helps your editor, `stackup up` starts it all.\n"
            "schema: 1\nname: shop\nsummary: my shop\n"
            "repository: {url: .}  # sure: it is one\n"
            "\npackages:\n  debian:\n    - npm  # sure: a.txt\n"
            "\nsteps:\n  install: {run: npm ci}  # likely: b.txt\n"
            "  # unsure: who knows\n  build: {run: \"" + std::string(60, 'x') + "\"}\n"
            "\n# Also seen:\n# - more\n");
}

TEST(Init, SurvivesLinesThatNobodyWroteByHand) {
  const std::string blob(100'000, 'x');
  const auto draft = draft_of({{"requirements.txt", blob}, {"a.py", blob + "\napp = Flask(__name__)\n"}, {"Procfile", "web: " + blob}, {"CMakeLists.txt", "project(" + blob + ")\n"}});
  EXPECT_THAT(entries(draft, "processes"), ElementsAre(HasSubstr("--app a:app")));
  EXPECT_EQ(draft.name, "some-dir");
}

/// What it writes has no mistake, whatever it was made from.
TEST(Init, WritesRecipesThatPassTheCheck) {
  const std::vector<ProjectFiles> projects = {
      {},
      {{"pyproject.toml", pyproject}, {"app.py", "app = FastAPI()\n"}, {"tests/test_a.py", ""}},
      {{"manage.py", ""}, {"requirements.txt", "psycopg2\nredis\nDjango\n"}},
      {{"setup.py", "install_requires=['redis']"}, {"shop/__main__.py", ""}},
      {{"package.json", "{\"name\": \"no\", \"description\": \"a \\\"b\\\": c # d\", \"scripts\": {\"start\": \"x\"}, \"dependencies\": {\"next\": \"1\", \"ioredis\": \"1\"}}"}},
      {{"package.json", "no json"}},
      {{"CMakeLists.txt", "project(x)\nfind_package(Boost)\ninclude(CTest)\n"}, {"Procfile", "web: ./x $PORT\n1: y\nrelease: \"a: b\" # c\n"}},
      {{"compose.yaml", "services: [\n"}},
  };
  for (const auto& files : projects) {
    const testing::TemporaryDirectory directory;
    for (const auto& [file, text] : files) directory.write(file, text);
    const auto made = testing::run_verb(init_verb(), directory, {.words = {directory.path().string()}});
    EXPECT_EQ(made.code, 0) << made.err;
    const auto checked = testing::run_in(check_verb(), directory);
    EXPECT_EQ(checked.code, 0) << checked.err << directory.text_of("stackup.yaml");
  }
}

TEST(Init, NeverReplacesARecipeUnlessToldTo) {
  const testing::TemporaryDirectory directory;
  directory.write("stackup.yaml", "mine");
  Arguments arguments{.words = {directory.path().string()}};
  EXPECT_EQ(testing::run_verb(init_verb(), directory, arguments).code, 2);
  EXPECT_EQ(directory.text_of("stackup.yaml"), "mine");
  arguments.options["--print"] = {""};
  EXPECT_THAT(testing::run_verb(init_verb(), directory, arguments).out, HasSubstr("schema: 1"));
  EXPECT_EQ(directory.text_of("stackup.yaml"), "mine");
  arguments.options = {{"--force", {""}}};
  EXPECT_THAT(testing::run_verb(init_verb(), directory, arguments).err, HasSubstr("stackup check"));
  EXPECT_THAT(directory.text_of("stackup.yaml"), HasSubstr("schema: 1"));
}

TEST(Init, LeavesOutWhatWasMadeFromTheProject) {
  const testing::TemporaryDirectory directory;
  directory.write("venv/flask.py", "app = Flask(__name__)\n");
  directory.write("shop/__init__.py", "");
  testing::TemporaryDirectory other;
  const auto said = testing::run_verb(init_verb(), other, {.words = {directory.path().string()}, .rest = {}, .options = {{"--json", {""}}, {"--print", {""}}}});
  EXPECT_THAT(said.out, AllOf(HasSubstr(R"("written":false)"), Not(HasSubstr("flask"))));
}

}  // namespace
}  // namespace stackup
