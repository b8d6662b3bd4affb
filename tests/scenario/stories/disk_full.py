"""A workspace on a real file system that fills up. It is a tmpfs of a few megabytes in namespaces of the test's own, which takes no privilege; where the
system allows no such namespaces, these stories are skipped."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from scenario import Scenario, eventually, fetch_page

DISK = os.environ.get("STACKUP_SMALL_DISK")
# Mounting takes a namespace in which one is root; the inner one makes the test an ordinary user again.
INSIDE = """
mount -t tmpfs -o size=8m,mode=0700 small "$1" || exit 77
user=$2 group=$3
shift 3
exec unshare --user --map-user="$user" --map-group="$group" -- "$@"
"""


def words_inside(place, *words):
    return ["unshare", "--user", "--map-root-user", "--mount", "--", "sh", "-c", INSIDE, "sh", place, str(os.getuid()), str(os.getgid()), *words]


def run_on_small_disk():
    """Runs this program again where a directory of its own (processes are known by their workspace's path) is the small disk; returns its exit code."""
    place = tempfile.mkdtemp(prefix="su-disk-", dir="/tmp")
    try:
        if subprocess.run(words_inside(place, "true"), capture_output=True).returncode != 0:
            return None
        return subprocess.run(words_inside(place, sys.executable, "-B", *sys.argv), env={**os.environ, "STACKUP_SMALL_DISK": place}).returncode
    finally:
        os.rmdir(place)


@unittest.skipUnless(DISK, "no namespaces for unprivileged users here")
class DiskFull(Scenario):
    def setUp(self):
        super().setUp()
        self.work = Path(DISK) / "work"
        self.work.mkdir()
        self.ballast = Path(DISK) / "ballast"
        self.addCleanup(self.leave_disk)

    def leave_disk(self):
        self.ballast.unlink(missing_ok=True)
        self.stackup("down", code=None)
        shutil.rmtree(self.work)

    def fill(self):
        with self.ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError as full:
                self.assertEqual(full.errno, errno.ENOSPC)

    def test_up_says_what_is_full_and_goes_on_once_there_is_room(self):
        # What is left of the journal's last page takes a few events more, so many steps follow.
        steps = "\n".join(f'              s{i:02}: {{run: "true", after: {f"s{i - 1:02}" if i else "fill"}}}' for i in range(40))
        self.recipe(f"""
            schema: 1
            name: shop
            summary: a shop
            ports: {{web: @0}}
            steps:
              fill: {{sh: "cat /dev/zero >{self.ballast} || true"}}
{steps}
            processes:
              web: {{run: "python3 -m http.server ${{port.web}} --bind ${{host}}", cwd: "${{data}}", after: s39, ready: {{http: /}}}}
        """)
        failed = self.stackup("up", code=None)
        self.assertNotEqual(failed.code, 0)
        for words in ("SU0902", ".stackup/runs/", "No space left on device", f"{DISK} has 0 B free of 8.0 MiB", f"du -xhd1 {DISK}"):
            self.assertIn(words, failed.err)
        done = self.finished()
        self.assertIn("shop/fill", done)
        self.assertNotIn("shop/s39", done)
        self.ballast.unlink()
        self.stackup("up")
        self.assertNotIn("shop/fill", self.finished())
        self.assertIn("shop/s39", self.finished())
        self.assertEqual(self.process("shop.web")["state"], "ready")
        self.assertEqual(self.steps_to_do(), [])

    def test_a_service_is_watched_on_while_the_disk_is_full_and_the_journal_catches_up(self):
        self.recipe("""
            schema: 1
            name: shop
            summary: a shop
            ports: {web: @0}
            processes:
              web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", ready: {http: /}, restart: {policy: always, delay: 10ms, max_delay: 20ms, limit: 100}}
        """)
        self.stackup("up")
        journal = self.work / ".stackup/processes.jsonl"
        self.fill()
        pid = self.process("shop.web")["pid"]
        while f'"pid":{pid},' in journal.read_text():  # the rest of the journal's last page
            pid = self.end_and_await(pid)
        fetch_page(f"http://127.0.0.1:{self.ports[0]}/")
        self.ballast.unlink()
        eventually("the journal has caught up", lambda: f'"pid":{pid},' in journal.read_text())
        supervisor = next(pid for pid, command in self.processes_of_test().items() if " supervise " in command)
        os.kill(supervisor, signal.SIGKILL)
        eventually("the supervisor is gone", lambda: supervisor not in self.processes_of_test())
        self.stackup("up")
        self.assertEqual(self.process("shop.web")["pid"], pid)

    def end_and_await(self, pid):
        os.kill(pid, signal.SIGKILL)

        def ask():
            process = self.process("shop.web", code=None)
            return process["state"] == "ready" and process["pid"] != pid and process["pid"]

        return eventually("it is ready again", ask)


if __name__ == "__main__":
    code = None if DISK else run_on_small_disk()
    if code is not None:
        sys.exit(code)
    unittest.main()
