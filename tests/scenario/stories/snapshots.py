"""The data of a stack, kept and brought back."""

import os
import signal
import time
import unittest

from scenario import Scenario

# A project on PostgreSQL.
LEDGER = """
schema: 1
name: ledger
summary: a ledger
needs: [postgresql.database, notes]
env: {{PGDATABASE: ledger, PGUSER: ledger, PGPASSWORD: "${{need.postgresql.password}}", PGHOST: "${{host}}", PGPORT: "${{need.postgresql.port}}"}}
steps:
  migrate: {{run: "psql -qc 'create table if not exists entries (what text); {more}'"}}
smoke: [{{run: "psql -qc 'insert into entries values (1)'"}}]
"""

# A service that has to be stopped for a copy.
NOTES = """
schema: 1
name: notes
summary: keeps what it was told in its memory until it ends
snapshot: stop
processes:
  main:
    sh: |
      touch "$NOTES"
      trap 'echo "$(cat "$NOTES.inbox")" > "$NOTES"; exit 0' TERM
      echo started
      while :; do sleep 1000 & wait $!; done
    env: {NOTES: "${data}/notes"}
    ready: {log: started}
    stop: {signal: TERM, grace: 5s}
"""


class Snapshots(Scenario):
    def ledger(self, more=""):
        self.recipe(LEDGER.format(more=more))
        self.write("recipes/notes.yaml", NOTES)

    def up(self, *words, **more):
        return self.stackup("up", "-y", "--recipes", "recipes", "--set", f"postgresql.ports.sql={self.ports[0]}", *words, **more)

    def sql(self, query):
        return self.stackup("run", "ledger", "--", "psql", "-qtAc", query).out.strip()

    def entries(self):
        return self.sql("select what from entries order by what").split()

    def snapshots(self):
        return {one["name"]: one for one in self.stackup("snapshot", "list", "--json").json["snapshots"]}

    def run_steps(self):
        """The steps that the last run has done."""
        events = self.journal()
        begin = max(i for i, event in enumerate(events) if event["kind"] == "run_started")
        return [event["id"] for event in events[begin:] if event["kind"] == "step_finished"]

    def test_reset_brings_back_what_was_there_before_anybody_used_it(self):
        self.ledger()
        self.up()
        self.assertEqual(self.entries(), ["1"], "of the smoke check")
        self.sql("insert into entries values ('mine')")
        reset = self.stackup("reset", "--data", "-y")
        self.assertIn("comes back the data as after the first start", reset.err)
        self.assertEqual(self.entries(), ["1"], "of the smoke check that came after the reset")
        self.assertNotIn("postgresql/init", self.run_steps())
        self.assertNotIn("ledger/migrate", self.run_steps())
        self.assertIn("ledger/smoke", self.run_steps())
        again = self.up()
        self.assertRegex(again.err, "(?i)up to date")
        self.stackup("down")
        self.expect_nothing_left()

    def test_a_changed_migration_is_not_reset_to_the_old_one(self):
        self.ledger()
        self.up()
        self.ledger("alter table entries add column at date")
        reset = self.stackup("reset", "--data", "-y")
        self.assertIn("the checkpoint is not used, because ledger/migrate has changed since", reset.err)
        self.assertEqual(self.sql("select count(at) from entries"), "0")
        self.assertIn("postgresql/init", self.run_steps())
        self.sql("insert into entries values ('mine')")
        reset = self.stackup("reset", "--data", "-y")
        self.assertIn("comes back", reset.err, "the reset has kept a new one")
        self.assertEqual(self.entries(), ["1"])

    def test_a_checkpoint_never_holds_what_somebody_has_put_there(self):
        self.ledger()
        self.up()
        self.sql("insert into entries values ('mine')")
        before = self.snapshots()["first-start"]["t"]
        self.ledger("alter table entries add column at date")
        self.up()
        self.assertEqual(self.entries(), ["1", "1", "mine"])
        self.assertEqual(self.snapshots()["first-start"]["t"], before)

    def test_a_snapshot_brings_back_all_services_as_they_were(self):
        self.ledger()
        self.up()
        self.sql("insert into entries values ('before')")
        self.write("notes.inbox", "noted before", below=self.work / ".stackup/data/notes")
        server = self.process("postgresql.server")["pid"]
        self.stackup("snapshot", "save", "before-lab3")
        self.assertEqual(self.process("postgresql.server")["pid"], server, "it ran on")
        self.assertEqual(self.process("notes.main")["state"], "ready")
        self.assertEqual(set(self.snapshots()["before-lab3"]["units"]), {"postgresql", "notes"})
        for directory, _, _ in os.walk(self.work / ".stackup/snapshots"):
            self.assertEqual(os.stat(directory).st_mode & 0o077, 0, directory)
        self.sql("drop table entries")
        self.write("notes.inbox", "noted after", below=self.work / ".stackup/data/notes")
        restored = self.stackup("snapshot", "restore", "before-lab3", "-y")
        self.assertIn("comes back the data of the snapshot before-lab3", restored.err)
        self.assertEqual(self.entries(), ["1", "1", "before"], "and another one of the smoke check")
        self.assertEqual((self.work / ".stackup/data/notes/notes").read_text(), "noted before\n", "what it had in its memory was written when it was stopped")
        self.stackup("snapshot", "restore", "before-lab3", "-y")
        self.stackup("snapshot", "rm", "before-lab3")
        self.assertEqual(list(self.snapshots()), ["first-start"])

    def test_a_stack_that_is_down_is_saved_and_restored_too(self):
        self.ledger()
        self.up()
        self.stackup("down")
        self.stackup("snapshot", "save", "asleep")
        self.assertIn("stackup up", self.stackup("snapshot", "restore", "asleep", "-y").err)
        self.assertEqual({process["state"] for process in self.status(code=None)["processes"]}, {"stopped"})
        self.up()
        self.assertEqual(self.entries(), ["1", "1"])

    def test_names_that_can_not_be_are_refused(self):
        self.ledger()
        self.up()
        self.stackup("snapshot", "save", "one")
        for name, why in (("../etc", "can't be a snapshot's name"), ("first-start", "is the name of the checkpoint"), ("one", "there is a snapshot 'one' already")):
            self.assertIn(why, self.stackup("snapshot", "save", name, code=2).err)
        self.stackup("snapshot", "save", "one", "--replace")
        self.assertIn("did you mean 'one'?", self.stackup("snapshot", "restore", "onee", "-y", code=1).err)
        self.assertIn("nobody to ask", self.stackup("snapshot", "restore", "one", code=2).err)

    def test_services_that_were_held_still_run_on_though_everybody_was_killed(self):
        self.ledger()
        self.up()
        server, supervisor = self.process("postgresql.server")["pid"], self.supervisor()
        os.kill(supervisor, signal.SIGKILL)
        for pid in [server, *map(int, self.children_of(server))]:
            os.kill(pid, signal.SIGSTOP)
        self.up()
        self.assertEqual(self.process("postgresql.server")["pid"], server)
        self.assertEqual(self.entries()[0], "1")

    def children_of(self, pid):
        return [entry for entry in os.listdir("/proc") if entry.isdigit() and self.parent_of(entry) == pid]

    @staticmethod
    def parent_of(pid):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                return int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            return 0

    def test_killed_in_the_middle_of_a_restore_nothing_is_half(self):
        self.ledger()
        self.up()
        self.sql("insert into entries values ('before')")
        self.stackup("snapshot", "save", "one")
        restore = self.begin("snapshot", "restore", "one", "-y")
        journals = self.work / ".stackup/runs"
        begun = len(list(journals.iterdir()))
        deadline = time.monotonic() + 60
        while len(list(journals.iterdir())) == begun and restore.poll() is None and time.monotonic() < deadline:
            pass  # its journal begins right before it stops the services
        restore.kill()
        restore.wait()
        self.up()
        self.assertIn(len(self.entries()), (1, 2, 3), "made anew, of before, or of the snapshot with another smoke check")
        self.stackup("snapshot", "restore", "one", "-y")
        self.assertIn("before", self.entries())


if __name__ == "__main__":
    unittest.main()
