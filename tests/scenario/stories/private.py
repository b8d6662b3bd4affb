"""What belongs to the user stays his: files, sockets, passwords, and everything outside of the workspace."""

import os
import stat
import subprocess
import unittest
from pathlib import Path

from scenario import BINARY, Scenario

SHOP = """
    schema: 1
    name: shop
    summary: a shop
    needs: {db: postgresql.database}
    overrides: {postgresql: {ports: {sql: @0}}}
    processes: {web: {sh: 'echo up; exec sleep 1000', ready: {log: up}}}
"""


class Private(Scenario):
    def secrets(self):
        files = [file for file in (self.work / ".stackup/secrets").rglob("*") if file.is_file()]
        self.assertTrue(files)
        return {file.read_text().strip() for file in files} - {""}

    def test_state_is_for_its_owner_alone_whatever_the_umask(self):
        self.recipe(SHOP)
        up = subprocess.run(["sh", "-c", 'umask 000 && exec "$0" up', BINARY], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)
        self.assertEqual(up.returncode, 0, up.stderr)
        state = self.work / ".stackup"
        ours = [state, *state.glob("*"), *(p for name in ("logs", "runs", "secrets", "processes", "files") for p in (state / name).rglob("*"))]
        wrong = {str(p.relative_to(self.work)): oct(p.lstat().st_mode) for p in ours if not p.is_symlink() and stat.S_IMODE(p.lstat().st_mode) & 0o077}
        self.assertEqual({name: mode for name, mode in wrong.items() if not name.startswith((".stackup/data", ".stackup/venv"))}, {})
        for path in (self.place / "run").rglob("*"):
            if path.name == "control.sock":
                self.assertEqual(stat.S_IMODE(path.lstat().st_mode), 0o600)
                self.assertEqual(stat.S_IMODE(path.parent.stat().st_mode), 0o700)

    def test_the_supervisor_opens_no_tcp_port(self):
        self.recipe(SHOP)
        self.stackup("up")
        pids = [pid for pid, command in self.processes_of_test().items() if " supervise " in command]
        inodes = {os.readlink(fd) for pid in pids for fd in Path(f"/proc/{pid}/fd").iterdir() if os.readlink(fd).startswith("socket:")}
        tcp = {f"socket:[{line.split()[9]}]" for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]}
        self.assertTrue(inodes)
        self.assertEqual(inodes & tcp, set())

    def test_passwords_are_nowhere_but_in_their_files(self):
        self.recipe(SHOP.replace("exec sleep 1000", 'env | grep -v -i password | grep -v DATABASE >&2; exec sleep 1000').replace("processes:", "smoke: [{sh: 'exit 3'}]\n    processes:"))
        failed = self.stackup("up", code=None)
        told = failed.out + failed.err + self.stackup("up", "--json", code=None).out + self.stackup("status", "--json", code=None).out + self.stackup("plan", "--json", code=None).out
        state = self.work / ".stackup"
        told += "".join(file.read_text(errors="replace") for folder in ("runs", "logs") for file in (state / folder).rglob("*") if file.is_file())
        told += (state / "processes.jsonl").read_text() + "\n".join(self.all_arguments())
        for secret in self.secrets():
            self.assertNotIn(secret, told)

    def test_a_file_never_lands_outside(self):
        outside = self.place / "outside"
        outside.mkdir()
        (self.work / "link").symlink_to(outside)
        for path in ("../evil", "/etc/evil", str(outside / "evil"), "link/evil", "${data}/../../../../evil"):
            self.recipe(f"{{schema: 1, name: shop, summary: a shop, files: {{evil: {{text: boo, path: '{path}'}}}}}}\n")
            refused = self.stackup("up", code=None)
            self.assertNotEqual(refused.code, 0, path)
            self.assertIn("SU", refused.err, path)
        self.assertEqual(list(outside.iterdir()), [])
        self.assertEqual([p for p in (self.home, self.place) if (p / "evil").exists()], [])

    def test_a_link_in_a_checkout_is_not_followed(self):
        outside = self.place / "outside"
        outside.mkdir()
        tree = self.place / "project"
        tree.mkdir()
        (tree / "conf").symlink_to(outside)
        (tree / "stackup.yaml").write_text("{schema: 1, name: shop, summary: a shop, repository: ., files: {app: {text: boo, path: '${src}/conf/app.ini'}}}\n")
        self.repository_of(tree, "shop.git")
        server = self.git_daemon()
        refused = self.stackup("up", f"{server.url}/shop.git", "--trust", code=None)
        self.assertNotEqual(refused.code, 0)
        self.assertIn("SU", refused.err)
        self.assertEqual(list(outside.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
