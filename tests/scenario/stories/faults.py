"""No survivors after `down`: {INT, TERM, HUP, KILL of the supervisor, a restart of the machine} × {kinds of misbehaving services} × {before, after adoption}.

Each test runs all kinds in one workspace and asserts each cell by its name. Whose process is whose is told by tests/scenario/lib/misbehave.py, by no means of
stackup's. Run by hand, this file ends with the table of docs/reliability.md:

    STACKUP=$PWD/build/dev/bin/stackup PYTHONPATH=tests/scenario/lib python3 tests/scenario/stories/faults.py
"""

import fcntl
import os
import signal
import sys
import unittest
from collections import defaultdict
from pathlib import Path

from misbehave import KINDS, holders, is_alive
from scenario import SOURCE, Scenario, eventually, is_listening

MISBEHAVE = SOURCE / "tests/scenario/lib/misbehave.py"
FAULTS = {"INT": "stops everything", "TERM": "stops everything", "HUP": "is ignored", "KILL": "services go on", "restart": "another boot id in the journal"}
ENDING = {"INT": signal.SIGINT, "TERM": signal.SIGTERM}

cells = defaultdict(lambda: [0, 0, 0])  # (fault, when, kind) → trials, processes, survivors


class Faults(Scenario):
    def setUp(self):
        super().setUp()
        self.held = self.place / "held"
        self.held.mkdir()

    # --- the workspace of all kinds

    def up_with_all_kinds(self):
        python = f"{sys.executable} -IS {MISBEHAVE}"
        processes = [
            f'{kind}: {{run: "{python} {kind} ${{port.{kind}}} {self.held}/{kind}", ready: {{tcp: {kind}}}, stop: {{grace: {"300ms" if kind == "deaf" else "10s"}}}}}' for kind in KINDS
        ]
        ports = ", ".join(f"{kind}: @{number}" for number, kind in enumerate(KINDS))
        self.recipe(f"schema: 1\nname: shop\nsummary: a shop\nports: {{{ports}}}\nprocesses:\n  " + "\n  ".join(processes) + "\n")
        self.stackup("up")
        self.expect_all_kinds("up")

    def by_kind(self):
        """{kind: pids}, found by what they have mapped."""
        found = {kind: set() for kind in KINDS}
        for pid, kind in holders(self.held).items():
            found[kind].add(pid)
        return found

    def expect_all_kinds(self, when):
        """Each process of each kind runs, and none runs twice."""
        found = self.by_kind()
        for kind, count in KINDS.items():
            self.assertEqual(len(found[kind]), count, f"{kind} after {when}: {found}")
        self.assertEqual(self.listening(), [self.ports[number] for number in range(len(KINDS))], when)
        return found

    def signal_supervisor(self, number):
        """Also waits for its end, unless it is one that it ignores."""
        pid = self.supervisor()
        os.kill(pid, number)
        if number != signal.SIGHUP:
            eventually("the supervisor is gone", lambda: not is_alive(pid))

    def be_adopted(self):
        before = self.by_kind()
        self.signal_supervisor(signal.SIGKILL)
        self.assertEqual(self.by_kind(), before, "services outlive their supervisor")
        self.stackup("up")
        self.assertEqual(self.expect_all_kinds("adoption"), before, "the same processes go on")

    def have_another_boot_id(self):
        """As the journal looks after the machine was restarted; harder than that, because everything still runs."""
        journal = self.work / ".stackup/processes.jsonl"
        own = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        self.edit(journal, own, "11111111-2222-3333-4444-555555555555")

    # --- a cell

    def meet(self, fault):
        if fault == "HUP":
            before = self.by_kind()
            self.signal_supervisor(signal.SIGHUP)
            self.assertEqual({process["state"] for process in self.status()["processes"]}, {"ready"})
            self.assertEqual(self.expect_all_kinds("HUP"), before)
            return
        self.signal_supervisor(ENDING.get(fault, signal.SIGKILL))
        if fault == "restart":
            self.have_another_boot_id()

    def expect_each_cell(self, fault, when, before):
        """Nothing that ran before is left, by any of the means."""
        self.assertEqual(self.processes_of_test(), {}, "also of stackup's own")
        left = self.by_kind()
        for number, kind in enumerate(KINDS):
            cell = cells[fault, when, kind]
            cell[0] += 1
            cell[1] += len(before[kind])
            cell[2] += len(left[kind])
            with self.subTest(cell=f"{fault} × {kind} × {when} adoption"):
                self.assertEqual(left[kind], set())
                self.assertFalse(is_listening(self.ports[number]))
        self.expect_nothing_left()
        self.expect_no_lock()

    def expect_no_lock(self):
        locks = list((self.work / ".stackup").rglob("*.lock"))
        self.assertNotEqual(locks, [])
        for path in locks:
            with path.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # raises if somebody holds it

    def cross(self, fault, when):
        self.up_with_all_kinds()
        if when == "after":
            self.be_adopted()
        before = self.by_kind()
        self.meet(fault)
        if fault in ENDING:
            self.expect_each_cell(fault, when, before)
            self.assertIn("Nothing was running", self.stackup("down").err)
            return
        if fault == "restart" and when == "after":
            self.stackup("up")
            after = self.expect_all_kinds("a restart of the machine")
            for kind in KINDS:
                self.assertFalse(after[kind] & before[kind], f"{kind} is started anew, not adopted")
        self.stackup("down")
        self.expect_each_cell(fault, when, before)
        self.assertEqual({process["state"] for process in self.status(code=None)["processes"]}, {"stopped"})

    def test_int_before_adoption(self):
        self.cross("INT", "before")

    def test_int_after_adoption(self):
        self.cross("INT", "after")

    def test_term_before_adoption(self):
        self.cross("TERM", "before")

    def test_term_after_adoption(self):
        self.cross("TERM", "after")

    def test_hup_before_adoption(self):
        self.cross("HUP", "before")

    def test_hup_after_adoption(self):
        self.cross("HUP", "after")

    def test_kill_before_adoption(self):
        self.cross("KILL", "before")

    def test_kill_after_adoption(self):
        self.cross("KILL", "after")

    def test_restart_of_the_machine_before_adoption(self):
        self.cross("restart", "before")

    def test_restart_of_the_machine_after_adoption(self):
        self.cross("restart", "after")

    # --- the main process of each kind killed: what it leaves behind must not keep the next one from its port

    def test_each_kind_is_restarted_when_its_main_process_is_killed(self):
        self.up_with_all_kinds()
        before = {process["id"]: process["pid"] for process in self.status()["processes"]}
        for pid in before.values():
            os.kill(pid, signal.SIGKILL)

        def all_anew():
            processes = self.status(code=None)["processes"]
            return all(process["state"] == "ready" and process["pid"] != before[process["id"]] for process in processes)

        eventually("all are ready again", all_anew)
        self.expect_all_kinds("a kill of each")
        self.stackup("down")
        self.expect_nothing_left()


def print_cells():
    print("\n| fault | adoption | " + " | ".join(KINDS) + " |\n| --- | --- |" + " --- |" * len(KINDS))
    for fault in FAULTS:
        for when in ("before", "after"):
            row = [cells[fault, when, kind] for kind in KINDS]
            print(f"| {fault} | {when} | " + " | ".join(f"{survivors}/{processes}" for _, processes, survivors in row) + " |")
    totals = [sum(column) for column in zip(*cells.values())]
    print(f"\n{len(cells)} cells, {totals[0]} trials, {totals[1]} processes, {totals[2]} survivors")


if __name__ == "__main__":
    program = unittest.main(exit=False)
    if len(cells) == len(FAULTS) * 2 * len(KINDS):
        print_cells()
    sys.exit(not program.result.wasSuccessful())
