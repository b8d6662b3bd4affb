"""What is done once: only what is missing, only what changed, on from where it failed."""

import contextlib
import os
import signal
import unittest

from scenario import Scenario, eventually, fetch_page

CHAIN = """
    schema: 1
    name: shop
    summary: a shop
    parameters: {greeting: hello}
    env: {HERE: "${workspace}", GREETING: "${param.greeting}"}
    steps:
      alone: {sh: 'echo alone >>"$HERE/done"', env: {HERE: "${workspace}"}, inputs: [stock.txt]}
      prepare: {sh: 'echo "prepare $GREETING" >>"$HERE/done"'}
      fill: {sh: 'echo fill >>"$HERE/done"; cat "$HERE/goods"', after: prepare}
    processes:
      web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", after: [alone, fill], ready: {http: /}}
    ports: {web: @0}
"""


class Steps(Scenario):
    def done(self):
        path = self.work / "done"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return sorted(lines)

    def test_a_change_of_one_value_redoes_only_what_depends_on_it(self):
        recipe = self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            steps:
              colours: {sh: 'echo colours >>"$HERE/done"', env: {HERE: "${workspace}", COLOUR: red}}
              paint: {sh: 'echo paint >>"$HERE/done"', env: {HERE: "${workspace}"}, after: colours}
              alone: {sh: 'echo alone >>"$HERE/done"', env: {HERE: "${workspace}"}}
            """
        )
        self.stackup("up")
        self.assertEqual(self.done(), ["alone", "colours", "paint"])
        self.stackup("up")
        self.assertEqual(self.done(), [])
        self.edit(recipe, "COLOUR: red", "COLOUR: blue")
        plan = {step["id"]: step for step in self.plan()["steps"]}
        self.assertEqual(plan["shop/alone"]["decision"], "up_to_date")
        self.assertEqual(plan["shop/colours"]["decision"], "run")
        self.assertRegex(plan["shop/colours"]["reason"], "(?i)chang")
        self.stackup("up")
        self.assertEqual(self.done(), ["colours", "paint"])
        self.stackup("up")
        self.assertEqual(self.done(), [])

    def test_steps_of_one_data_directory_add_to_it(self):
        """Also the one that comes when the process already uses it. What a failed attempt left of the first is cleared, and nothing else."""
        recipe = self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            ports: {web: @0}
            steps:
              first: {per: data, sh: 'test ! -e "$D/half"; touch "$D/half"; exit 3', env: {D: "${data}"}}
              second: {per: data, after: first, sh: 'touch "$D/second"', env: {D: "${data}"}}
              third: {per: data, after: web.ready, sh: 'touch "$D/third"', env: {D: "${data}"}}
            processes: {web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", after: second, ready: {http: /}}}
            """
        )
        data = self.work / ".stackup/data/shop"
        for _ in range(2):
            self.stackup("up", code=1)
            self.assertEqual([path.name for path in data.iterdir()], ["half"])
        self.edit(recipe, "exit 3", "touch $D/first")
        self.stackup("up")
        self.assertEqual(sorted(path.name for path in data.iterdir()), ["first", "half", "second", "third"])
        self.assertIn("third", fetch_page(f"http://127.0.0.1:{self.port('shop', 'web')}/"))

    def test_a_migration_goes_over_the_data_when_its_files_change(self):
        self.write("src/shop/migrations/1", "one\n")
        recipe = self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            steps:
              init: {sh: 'echo "$WORD" >>"$DATA/made"', env: {DATA: "${data}", WORD: init}, per: data}
              migrate: {sh: 'cat "$HERE"/migrations/* >>"$DATA/made"', env: {DATA: "${data}", HERE: "${src}"}, after: init, per: data, inputs: ["migrations/*"]}
            """
        )
        self.stackup("up")
        made = self.work / ".stackup/data/shop/made"
        self.assertEqual(made.read_text().split(), ["init", "one"])
        self.write("src/shop/migrations/2", "two\n")
        self.stackup("up")
        self.assertEqual(made.read_text().split(), ["init", "one", "one", "two"])
        self.edit(recipe, "WORD: init", "WORD: other")
        self.assertIn("its recipe changed, but the data it made is in use", self.stackup("up").err)
        self.assertEqual(made.read_text().split().count("init"), 1)

    def test_a_failed_step_tells_its_log_its_cause_and_the_command_that_goes_on(self):
        self.recipe(CHAIN)
        failed = self.stackup("up", code=1)
        for word in ("SU0505", "fill", "goods: No such file or directory", ".stackup/logs/", "stackup up"):
            self.assertIn(word, failed.err, failed)
        self.assertNotIn("Traceback", failed.err)

    def test_up_resumes_at_the_failed_step_after_the_fix(self):
        self.recipe(CHAIN)
        self.stackup("up", code=1)
        self.assertEqual(self.done(), ["alone", "fill", "prepare hello"])
        self.assertEqual(self.process("shop.web")["state"], "stopped")
        self.write("goods", "apples\n")
        self.stackup("up")
        self.assertEqual(self.done(), ["fill"])
        self.assertEqual(self.process("shop.web")["state"], "ready")

    def test_independent_steps_go_on_when_one_fails(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            steps:
              bad: {sh: exit 3}
              after_bad: {sh: 'echo after_bad >>"$HERE/done"', after: bad, env: {HERE: "${workspace}"}}
              good: {sh: 'echo good >>"$HERE/done"', env: {HERE: "${workspace}"}}
              after_good: {sh: 'echo after_good >>"$HERE/done"', after: good, env: {HERE: "${workspace}"}}
            """
        )
        failed = self.stackup("up", "--jobs", "1", code=1)
        self.assertEqual(self.done(), ["after_good", "good"])
        self.assertIn("after_bad", failed.err)

    def test_ctrl_c_leaves_what_is_ready_and_up_goes_on_from_there(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            ports: {web: @0}
            processes:
              web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", ready: {http: /}}
            steps:
              long: {sh: 'echo long >>"$HERE/done"; [ -e "$HERE/short" ] || sleep 1000', after: web.ready, env: {HERE: "${workspace}"}}
            """
        )
        up = self.begin("up")
        eventually("the long step has begun", lambda: (self.work / "done").exists() or up.poll() is not None)
        up.send_signal(signal.SIGINT)
        self.assertEqual(up.wait(30), 130, up.stderr.read())
        self.assertEqual(self.process("shop.web")["state"], "ready")
        eventually("the interrupted command is gone", lambda: not any("sleep 1000" in line for line in self.processes_of_test().values()))
        pid = self.process("shop.web")["pid"]
        self.write("short", "")
        self.stackup("up")
        self.assertEqual(self.done(), ["long", "long"])
        self.assertEqual(self.process("shop.web")["pid"], pid, "what was ready was not restarted")

    def test_a_killed_up_is_finished_by_the_next(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            steps:
              first: {sh: 'echo first >>"$HERE/done"', env: {HERE: "${workspace}"}}
              long: {sh: 'echo long >>"$HERE/done"; [ -e "$HERE/short" ] || sleep 1000', after: first, env: {HERE: "${workspace}"}}
            """
        )
        up = self.begin("up")
        eventually("the long step has begun", lambda: (self.work / "done").exists() and "long" in (self.work / "done").read_text())
        up.kill()
        up.wait()
        for pid, command in self.processes_of_test().items():
            if "sleep 1000" in command:
                with contextlib.suppress(ProcessLookupError):  # the group of an earlier one
                    os.killpg(os.getpgid(pid), signal.SIGKILL)
        self.write("short", "")
        self.stackup("up")
        self.assertEqual(self.done(), ["first", "long", "long"])

    def test_two_commands_at_once_do_not_disturb_each_other(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            steps:
              long: {sh: 'echo long >>"$HERE/done"; until [ -e "$HERE/go" ]; do sleep 0.05; done', env: {HERE: "${workspace}"}}
            """
        )
        first = self.begin("up")
        eventually("the step has begun", lambda: (self.work / "done").exists())
        refused = self.stackup("fetch", code=None)
        self.assertIn("SU0802", refused.err)
        self.assertIn("stackup up, pid", refused.err)
        self.write("go", "")
        self.assertEqual(first.wait(60), 0, first.stderr.read())
        self.assertEqual(self.done(), ["long"])

    def test_a_step_whose_output_is_not_as_expected_says_so(self):
        self.recipe("{schema: 1, name: shop, summary: a shop, steps: {look: {run: echo one, expect: two}}}\n")
        failed = self.stackup("up", code=1)
        for word in ("SU0507", "one", "two"):
            self.assertIn(word, failed.err)


if __name__ == "__main__":
    unittest.main()
