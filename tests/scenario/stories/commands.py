"""The verbs around a running stack, and what programs read."""

import json
import re
import unittest

from scenario import SOURCE, Scenario, fetch_page

SHOP = """
    schema: 1
    name: shop
    summary: a shop
    needs: {db: postgresql.database, cache: redis}
    secrets: [key]
    env: {SHOP_KEY: "${secret.key}", SHOP_COLOUR: red}
    ports: {web: @0}
    processes:
      web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", ready: {http: /}}
    smoke: [{name: the page, http: /, port: web}]
    test: {run: sh -c 'exit 0', quick: sh -c 'exit 3'}
    links: {shop: "http://${host}:${port.web}/"}
    overrides: {postgresql: {ports: {sql: @1}}, redis: {ports: {redis: @2}}}
"""


class Commands(Scenario):
    def test_run_env_and_shell_have_the_units_environment(self):
        self.recipe(SHOP)
        self.stackup("up")
        asked = self.stackup("run", "shop", "--", "sh", "-c", 'psql -XtAc "select 40 + 2" "$DATABASE_URL"; echo "$SHOP_COLOUR"')
        self.assertEqual(asked.out, "42\nred\n")
        self.assertEqual(self.stackup("run", "shop", "--", "sh", "-c", "exit 7", code=None).code, 7)
        environment = self.stackup("env", "shop").out
        self.assertRegex(environment, r"SHOP_COLOUR='?red")
        self.assertIn("DATABASE_URL=", environment)
        self.assertEqual(self.stackup("shell", "shop", "-c", "echo $SHOP_COLOUR").out, "red\n")

    def test_connect_opens_a_services_own_client(self):
        self.recipe(SHOP)
        self.stackup("up")
        self.assertEqual(self.stackup("connect", "postgresql", "--", "-XtAc", "select current_user").out, "stack\n")
        self.assertEqual(self.stackup("connect", "redis", "--", "ping").out, "PONG\n")
        self.assertIn("shop has no client", self.stackup("connect", "shop", code=2).err)
        self.stackup("stop", "redis")
        stopped = self.stackup("connect", "redis", code=1)
        self.assertIn("redis is not running", stopped.err)
        self.assertIn("stackup up", stopped.err)

    def test_a_failure_that_the_recipe_knows_is_explained(self):
        self.recipe("""
            schema: 1
            name: shop
            summary: a shop
            processes: {web: {sh: "echo 'E1234: version 9 of the data'; exit 3", restart: never}}
            failures: [{match: 'version \\d+ of the data', why: the data is of a newer shop, try: stackup reset --data shop}]
        """)
        failed = self.stackup("up", code=1)
        self.assertIn("why: the data is of a newer shop (exit code 3", failed.err)
        self.assertIn("try: stackup reset --data shop", failed.err)

    def test_a_reset_of_a_unit_without_processes_stops_nobody_else(self):
        self.recipe("""
            schema: 1
            name: shop
            summary: a shop
            needs: {cache: redis.prefix}
            steps: {fill: {sh: 'redis-cli -u "$REDIS_URL" set "${REDIS_PREFIX}apples" 7', per: data}}
            overrides: {redis: {ports: {redis: @2}}}
        """)
        self.stackup("up")
        before = self.process("redis.server")["pid"]
        self.stackup("connect", "redis", "--", "set", "shop:pears", "1")
        self.stackup("reset", "shop", "--data", "-y")
        self.assertEqual(self.process("redis.server")["pid"], before)
        self.assertEqual(self.stackup("connect", "redis", "--", "keys", "*").out, "shop:apples\n")

    def test_the_projects_tests_end_with_their_own_verdict(self):
        self.recipe(SHOP)
        self.stackup("up")
        self.stackup("test", "shop")
        failed = self.stackup("test", "shop", "--quick", code=None)
        self.assertNotEqual(failed.code, 0)

    def test_plan_tells_by_its_exit_code_whether_there_is_work(self):
        self.recipe(SHOP)
        self.stackup("plan", "--exit-code", code=5)
        self.assertFalse((self.work / ".stackup").exists(), "plan writes nothing")
        self.stackup("up")
        self.stackup("plan", "--exit-code", code=0)
        self.stackup("down")
        self.stackup("plan", "--exit-code", code=5)

    def test_smoke_repeats_the_checks_and_ends_with_a_verdict(self):
        self.recipe(SHOP)
        self.stackup("up")
        self.stackup("smoke")
        self.stackup("stop", "shop")
        failed = self.stackup("smoke", code=1)
        self.assertIn("the page", failed.out + failed.err)

    def test_every_report_is_json_for_programs(self):
        self.recipe(SHOP)
        for words in (["plan"], ["list"], ["show", "postgresql"], ["check", "stackup.yaml"], ["version"], ["explain", "SU0302"]):
            document = self.stackup(*words, "--json").json
            self.assertEqual(document["v"], 1, words)
        up = self.stackup("up", "--json")
        kinds = [line["kind"] for line in up.lines_of_json]
        self.assertEqual({line["v"] for line in up.lines_of_json}, {1})
        for kind in ("run_started", "plan_made", "step_finished", "success"):
            self.assertIn(kind, kinds)
        self.assertEqual(self.status()["kind"], "status")
        for words in (["status"], ["smoke"], ["env", "shop"], ["down"]):
            for line in self.stackup(*words, "--json").lines_of_json:
                self.assertEqual(line["v"], 1, words)

    def test_no_secret_shows_in_arguments_logs_journals_or_reports(self):
        self.recipe(SHOP)
        reports = [self.stackup("plan"), self.stackup("up", "--verbose"), self.stackup("status"), self.stackup("up", "--json"), self.stackup("show", "shop")]
        secrets = {path: path.read_text().strip() for path in (self.work / ".stackup/secrets").rglob("*") if path.is_file()}
        self.assertGreaterEqual(len(secrets), 4, "PostgreSQL's, the database's, Redis's and the shop's")
        self.stackup("restart", "shop")
        self.stackup("smoke")
        public = {"ps": "\n".join(self.all_arguments()), **{f"the report of {run.words}": run.out + run.err for run in reports}}
        for folder in ("logs", "runs"):
            for path in (self.work / ".stackup" / folder).rglob("*"):
                if path.is_file():
                    public[str(path)] = path.read_text(errors="replace")
        public["processes.jsonl"] = (self.work / ".stackup/processes.jsonl").read_text()
        for place, text in public.items():
            for path, secret in secrets.items():
                self.assertNotIn(secret, text, f"{path.name} shows in {place}")
        for path in secrets:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_logs_show_what_a_process_wrote(self):
        self.recipe(SHOP)
        self.stackup("up")
        self.assertIn("GET /", self.stackup("logs", "shop").out)
        self.assertIn("ready to accept connections", self.stackup("logs", "postgresql").out)

    def test_wrong_words_get_a_suggestion(self):
        self.assertIn("status", self.stackup("statsu", code=2).err)
        self.assertIn("--json", self.stackup("status", "--jsno", code=2).err)
        self.assertIn("postgresql", self.stackup("show", "postgresq", code=None).err)

    def test_every_command_explains_itself_with_examples(self):
        text = self.stackup("help").out + self.stackup("--help").out
        for verb in "init up plan fetch status logs smoke test run shell connect env start stop restart down reset list show check schema explain trust completion version".split():
            self.assertRegex(text, rf"(?m)^\s+{verb}\s", verb)
            self.assertIn(f"stackup {verb}", self.stackup(verb, "--help").out, verb)

    def test_one_run_of_check_reports_every_mistake(self):
        self.write("bad.yaml", "schema: 1\nname: Shop\nsumary: x\nneeds: [postgers]\nports: {web: 99999}\n")
        checked = self.stackup("check", "bad.yaml", code=3)
        for word in ("bad.yaml:2:7", "bad.yaml:3:1", "did you mean", "summary", "99999", "^"):
            self.assertIn(word, checked.err + checked.out)

    def test_show_tells_where_each_value_comes_from(self):
        self.recipe(SHOP)
        shown = self.stackup("show", "shop").out
        self.assertRegex(shown, r"stackup\.yaml:\d+")

    def test_built_in_recipes_hold_to_the_published_schema(self):
        import jsonschema
        import yaml

        schema = json.loads(self.stackup("schema").out)
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.validators.validator_for(schema)(schema)
        recipes = [*(SOURCE / "services").glob("*.yaml"), *(SOURCE / "recipes").glob("*.yaml"), SOURCE / "contrib/guestbook/stackup.yaml"]
        self.assertGreaterEqual(len(recipes), 4)
        for path in recipes:
            self.assertEqual([e.message for e in validator.iter_errors(yaml.safe_load(path.read_text()))], [], path)
        listed = {recipe["name"] for recipe in self.stackup("list", "--json").json["recipes"]}
        self.assertLessEqual({"postgresql", "redis", "django"}, listed)
        process = {"schema": 1, "name": "shop", "summary": "x", "processes": {"web": {"ready": {"log": "up"}}}}
        for wrong in ({"schema": 1, "name": "shop", "summary": "x", "prots": {}}, process, {**process, "extends": "api", "prots": {}}):
            self.assertNotEqual([e.message for e in validator.iter_errors(wrong)], [])
        self.assertEqual([e.message for e in validator.iter_errors({**process, "extends": "api"})], [], "the command stands in the other recipe")

    def test_completion_scripts_are_printed_for_three_shells(self):
        for shell in ("bash", "zsh", "fish"):
            self.assertIn("stackup", self.stackup("completion", shell).out)

    def test_init_guesses_a_recipe_that_check_accepts(self):
        self.write("pyproject.toml", '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask", "psycopg2"]\n')
        self.stackup("init")
        self.assertIn("name: shop", (self.work / "stackup.yaml").read_text())
        self.stackup("check", "stackup.yaml")

    def test_a_new_recipe_passes_every_check_and_comes_up_as_it_stands(self):
        self.stackup("recipe", "new", "my-files", "--output", "recipes")
        self.edit(self.work / "recipes/my-files.yaml", "http: 8080", f"http: {self.ports[0]}")
        self.stackup("check", "--strict", "recipes/my-files.yaml")
        self.recipe("{schema: 1, name: shop, summary: a shop, needs: [my-files.area]}\n")
        self.stackup("up", "--recipes", "recipes")
        page = fetch_page(f"http://127.0.0.1:{self.port('my-files', 'http')}/areas/")
        self.assertIn("shop/", page)
        again = self.stackup("recipe", "new", "my-files", "-o", "recipes", code=2)
        self.assertIn("my-files.yaml already", again.err)

    def test_output_without_a_terminal_has_no_colour_and_no_motion(self):
        self.recipe(SHOP)
        up = self.stackup("up")
        self.assertIsNone(re.search(r"\x1b|\r", up.err + up.out))


if __name__ == "__main__":
    unittest.main()
