"""What is not ours is never signalled, also where a journal seems to say that it is; and a stop that was asked for is a success."""

import json
import os
import signal
import sys
import unittest
from pathlib import Path

from misbehave import holders, is_alive
from scenario import SOURCE, Scenario, eventually, is_listening

MISBEHAVE = SOURCE / "tests/scenario/lib/misbehave.py"
STRANGER = """
import signal, sys
witness = open(sys.argv[1], "a", buffering=1)
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, lambda number, frame: witness.write(f"{number}\\n"))
print(0, flush=True)
while True:
    signal.pause()
"""


def start_ticks(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19])


class Foreign(Scenario):
    """The supervisor is killed, and its journal then names a stranger as shop/web, as it would be if the pid had been given away again."""

    def setUp(self):
        super().setUp()
        self.held = self.place / "held"
        self.held.mkdir()
        self.witness = self.place / "witness"
        python = f"{sys.executable} -IS {MISBEHAVE}"
        self.recipe(
            f"""
            schema: 1
            name: shop
            summary: a shop
            ports: {{web: @0}}
            processes: {{web: {{run: "{python} forked ${{port.web}} {self.held}/web", ready: {{tcp: web}}, stop: {{grace: 2s}}}}}}
            """
        )

    def stranger(self):
        return self.serve(sys.executable, "-IS", "-c", STRANGER, self.witness).process.pid

    def kill_supervisor(self):
        pid = self.supervisor(f"{self.work}/")
        os.kill(pid, signal.SIGKILL)
        eventually("the supervisor is gone", lambda: not is_alive(pid))

    def let_journal_name(self, pid, ticks, boot_id=None):
        journal = self.work / ".stackup/processes.jsonl"
        events = [json.loads(line) for line in journal.read_text().splitlines()]
        named = [event for event in events if event["kind"] == "process_started"]
        self.assertNotEqual(named, [])
        for event in named:
            event["pid"], event["start_ticks"], event["boot_id"] = pid, ticks, boot_id or event["boot_id"]
        journal.write_text("".join(json.dumps(event, separators=(",", ":")) + "\n" for event in events))

    def expect_stranger_untouched(self, pid, expected=""):
        self.assertTrue(is_alive(pid))
        self.assertEqual(self.witness.read_text() if self.witness.exists() else "", expected)

    def expect_only_ones_own_is_stopped(self, stranger, ticks, boot_id=None):
        for adopt in (False, True):
            with self.subTest("after adoption" if adopt else "before adoption"):
                self.stackup("up")
                self.kill_supervisor()
                self.let_journal_name(stranger, ticks, boot_id)
                if adopt:
                    self.stackup("up")
                    self.assertEqual(len(holders(self.held)), 2, "once, and not twice")
                    self.assertNotEqual(self.process("shop.web")["pid"], stranger)
                    eventually("it listens", lambda: is_listening(self.ports[0]))
                self.assertLess(self.stackup("down").seconds, 8, "nobody waits for the stranger's end")
                self.assertEqual(holders(self.held), {})
                self.assertFalse(is_listening(self.ports[0]))

    def test_a_pid_that_another_process_has_now_is_left_alone(self):
        pid = self.stranger()
        self.stackup("up")
        self.expect_only_ones_own_is_stopped(pid, start_ticks(pid) + 1)
        self.expect_stranger_untouched(pid)

    def test_a_pid_of_another_boot_is_left_alone(self):
        pid = self.stranger()
        self.expect_only_ones_own_is_stopped(pid, start_ticks(pid), boot_id="11111111-2222-3333-4444-555555555555")
        self.expect_stranger_untouched(pid)

    def test_a_process_of_just_that_pid_and_start_but_without_our_mark_is_left_alone(self):
        pid = self.stranger()
        self.expect_only_ones_own_is_stopped(pid, start_ticks(pid))
        self.expect_stranger_untouched(pid)

    def test_a_process_of_another_workspace_is_left_alone(self):
        other = self.home / "other"
        other.mkdir()
        text = (self.work / "stackup.yaml").read_text().replace(str(self.ports[0]), str(self.ports[1])).replace(f"{self.held}/web", f"{self.place}/other-held")
        (other / "stackup.yaml").write_text(text)
        self.stackup("up", cwd=other)
        before = self.process("shop.web", cwd=other)
        self.expect_only_ones_own_is_stopped(before["pid"], start_ticks(before["pid"]))
        self.assertEqual(self.process("shop.web", cwd=other), before)

    def test_a_process_in_the_same_directory_with_the_same_arguments_and_variables_is_left_alone(self):
        self.stackup("up")
        web = self.process("shop.web")["pid"]
        words = Path(f"/proc/{web}/cmdline").read_text().split("\0")[:-1]
        words[-1], words[-2] = f"{self.place}/double", str(self.ports[2])
        variables = dict(line.split("=", 1) for line in Path(f"/proc/{web}/environ").read_text().split("\0") if "=" in line)
        double = self.place / "double.py"
        double.write_text(f"import os\nprint(0, flush=True)\nos.execve({words[0]!r}, {words!r}, {variables!r})\n")
        pid = self.serve(sys.executable, "-IS", double).process.pid
        eventually("it listens", lambda: is_listening(self.ports[2]))
        self.kill_supervisor()
        self.stackup("down")
        self.assertTrue(is_alive(pid))
        self.assertEqual((holders(self.held), is_listening(self.ports[0])), ({}, False))


class AskedFor(Scenario):
    ENDINGS = {"zero": "exit 0", "one": "exit 1", "three": "exit 3", "java": "exit 143", "most": "exit 255", "signal": "trap - TERM; kill -TERM $$$$", "abort": "kill -ABRT $$$$", "deaf": ":"}

    def up(self):
        processes = [
            f"""{name}: {{run: [/bin/bash, -c, "trap '{words}' TERM; echo up; while :; do sleep 1000 & wait; done"], ready: {{log: up}}, restart: always, stop: {{grace: 500ms}}}}"""
            for name, words in self.ENDINGS.items()
        ]
        self.recipe("schema: 1\nname: shop\nsummary: a shop\nprocesses:\n  " + "\n  ".join(processes) + "\n")
        self.stackup("up")

    def expect_stopped(self):
        for process in self.status(code=None)["processes"]:
            with self.subTest(process["id"]):
                self.assertEqual((process["state"], process["restarts"], process.get("error")), ("stopped", 0, None))

    def test_a_stop_is_a_success_whatever_the_exit_code(self):
        self.up()
        self.stackup("stop")
        self.expect_stopped()
        self.stackup("up")
        self.stackup("down")
        self.expect_nothing_left()
        self.expect_stopped()


if __name__ == "__main__":
    unittest.main()
