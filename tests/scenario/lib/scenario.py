"""For the stories in tests/scenario: the real binary, real services, a home of its own for each test.

A story derives from Scenario, runs `self.stackup(…)` and says what it expects. At the end everything is stopped, and nothing that
belongs to the test may be left: no process, no listening socket, no lock. Nothing here sleeps for a fixed time: `eventually` asks until it is so.
"""

import fcntl
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
import urllib.request
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("STACKUP", SOURCE / "build/dev/bin/stackup"))
SERVERS = SOURCE / "tests/servers"
PATIENCE = 60  # seconds; only a failing test waits that long
NEVER = {"AddressSanitizer", "LeakSanitizer", "runtime error:", "This is a bug in stackup", "this is a bug in stackup"}


def become_unprivileged():
    """PostgreSQL and others refuse to run as root, and so must the tests."""
    if os.geteuid() != 0:
        return
    for name in ("stackup-test", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.setgroups([user.pw_gid])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
        return


become_unprivileged()
os.umask(0o022)


class Run:
    """What one command did."""

    def __init__(self, words, code, out, err, seconds):
        self.words, self.code, self.out, self.err, self.seconds = words, code, out, err, seconds

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines_of_json(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __str__(self):
        return f"$ {' '.join(map(str, self.words))}\nexit code {self.code} after {self.seconds:.1f} s\n--- stdout\n{self.out}--- stderr\n{self.err}---"


class Server:
    """A program on loopback that prints its port first and notes each connection in a log."""

    def __init__(self, words, log, environment):
        self.log = log
        with log.open("a") as errors:
            self.process = subprocess.Popen([str(w) for w in words], stdout=subprocess.PIPE, stderr=errors, env=environment, start_new_session=True)
        self.port = int(self.process.stdout.readline().split()[-1])

    def contacts(self):
        return len(self.log.read_text().splitlines())

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()


class Ports:
    """Twenty ports that no other test running now uses, below the ephemeral range."""

    def __init__(self):
        folder = Path(tempfile.gettempdir()) / f"stackup-scenario-ports-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        for number in range(300):
            slot = (number + 100 * (os.getuid() % 3)) % 300  # other users' tests have locks of their own, and begin elsewhere
            self.lock = (folder / str(slot)).open("w")
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.lock.close()
                continue
            self.first = 20000 + 20 * slot
            if not any(is_listening(port) for port in range(self.first, self.first + 20)):
                return
        raise RuntimeError("no twenty free ports")

    def __getitem__(self, number):
        return self.first + number

    def close(self):
        self.lock.close()


def is_listening(port):
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


def eventually(what, ask, patience=PATIENCE):
    """Asks until the answer is true, and returns it."""
    end = time.monotonic() + patience
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.02)


def parent_of(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def fetch_page(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(url, timeout=10).read().decode()


class Scenario(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.place = Path(tempfile.mkdtemp(prefix="su-", dir="/tmp"))
        self.home = self.place / "home"
        self.work = self.home / "work"
        self.work.mkdir(parents=True)
        runtime = self.place / "run"
        runtime.mkdir(mode=0o700)
        self.environment = {
            "HOME": str(self.home),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org", "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org",
            "LSAN_OPTIONS": f"suppressions={SOURCE}/tests/lint/lsan.supp:print_suppressions=0",
            "ASAN_OPTIONS": "exitcode=99",
        }  # fmt: skip
        self.ports = Ports()
        self.servers = []
        self.addCleanup(self.clean_up)

    # --- commands

    def stackup(self, *words, code=0, cwd=None, stdin=None, environment=(), timeout=240):
        """Runs it to its end; `code` is what it must end with (None: whatever)."""
        begun = time.monotonic()
        words = ["stackup", *map(str, words)]
        process = subprocess.run(
            [BINARY, *words[1:]], cwd=cwd or self.work, input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True, text=True, env={**self.environment, **dict(environment)}, timeout=timeout,
        )  # fmt: skip
        run = Run(words, process.returncode, process.stdout, process.stderr, time.monotonic() - begun)
        for word in NEVER:
            self.assertNotIn(word, run.out + run.err, run)
        if code is not None:
            self.assertEqual(run.code, code, f"expected {code}\n{run}")
        return run

    def begin(self, *words, cwd=None):
        """Starts it; the caller signals it and waits."""
        process = subprocess.Popen(
            [BINARY, *map(str, words)], cwd=cwd or self.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment
        )
        self.addCleanup(lambda: (process.poll() is None and process.kill(), process.stdout.close(), process.stderr.close()))
        return process

    def git(self, *words, cwd=None):
        return subprocess.run(["git", *map(str, words)], cwd=cwd or self.work, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    # --- files and servers

    def write(self, name, text, below=None):
        path = (below or self.work) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return path

    def recipe(self, text):
        """The workspace's own stackup.yaml; @0 … @19 are ports of this test."""
        return self.write("stackup.yaml", re.sub(r"@(\d+)", lambda m: str(self.ports[int(m[1])]), textwrap.dedent(text)))

    def edit(self, path, before, after):
        text = path.read_text()
        self.assertIn(before, text)
        path.write_text(text.replace(before, after))

    def serve(self, *words):
        server = Server(words, self.place / f"server-{len(self.servers)}.log", self.environment)
        self.servers.append(server)
        return server

    def made_once(self, kept, *command):
        """The command makes `kept`, or leaves it if it is there: once a machine, because it takes a while, and one test at a time. Where it can't, the test is skipped."""
        kept.parent.mkdir(parents=True, exist_ok=True)
        with (kept.parent / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode != 0:
            self.skipTest(f"no {kept}: {made.stderr.strip()[-300:]}")

    def repository_of(self, folder, name):
        """A bare repository with the files of `folder` as its one commit, for a server whose root is self.place/served."""
        bare = self.place / "served" / name
        tree = self.place / "tree" / name
        shutil.copytree(folder, tree, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", ".stackup"))
        self.git("init", "-q", "--bare", "-b", "main", bare)
        self.git("init", "-q", "-b", "main", cwd=tree)
        self.git("add", "--all", cwd=tree)
        self.git("commit", "-q", "-m", "first", cwd=tree)
        self.git("push", "-q", bare, "main", cwd=tree)
        return tree

    def push(self, tree, message):
        self.git("commit", "-q", "-a", "-m", message, cwd=tree)
        self.git("push", "-q", self.place / "served" / tree.name, "main", cwd=tree)

    def git_daemon(self):
        log = self.place / "git-daemon.log"
        log.touch()
        server = self.serve(
            sys.executable, SERVERS / "inetd.py", "--log", log, "--", "git", "-c", "safe.directory=*", "daemon", "--inetd", "--export-all", f"--base-path={self.place}/served"
        )
        server.log = log
        server.url = f"git://127.0.0.1:{server.port}"
        return server

    def git_http(self, *options):
        log = self.place / "git-http.log"
        log.touch()
        server = self.serve(sys.executable, SERVERS / "git_http.py", self.place / "served", "--log", log, *options)
        server.log = log
        server.url = f"http://127.0.0.1:{server.port}"
        return server

    def guestbook(self):
        """→ (its tree, its server, its url)"""
        tree = self.repository_of(SOURCE / "contrib/guestbook", "guestbook.git")
        server = self.git_daemon()
        return tree, server, f"{server.url}/guestbook.git"

    def settings_for_guestbook(self):
        ports = {"guestbook.ports.web": 0, "postgresql.ports.sql": 1, "redis.ports.redis": 2}
        return [word for key, number in ports.items() for word in ("--set", f"{key}={self.ports[number]}")]

    # --- looking

    def status(self, *words, cwd=None, code=0):
        return self.stackup("status", "--json", *words, cwd=cwd, code=code).json

    def process(self, name, *words, cwd=None, code=None):
        """What `status` says of the process UNIT.PROCESS or UNIT/PROCESS."""
        for process in self.status(*words, cwd=cwd, code=code)["processes"]:
            if re.split(r"[./]", process["id"]) == re.split(r"[./]", name):
                return process
        raise AssertionError(f"status does not name {name}")

    def plan(self, *words, cwd=None):
        return self.stackup("plan", "--json", *words, cwd=cwd).json

    def steps_to_do(self, *words, cwd=None):
        return sorted(step["id"] for step in self.plan(*words, cwd=cwd)["steps"] if step["decision"] == "run")

    def journal(self, workspace=None):
        """The events of the workspace's last run."""
        runs = sorted(((workspace or self.work) / ".stackup/runs").glob("*.jsonl"))
        return [json.loads(line) for line in runs[-1].read_text().splitlines()] if runs else []

    def finished(self, workspace=None):
        return [event["id"] for event in self.journal(workspace) if event["kind"] == "step_finished"]

    def port(self, unit, name, *words, cwd=None):
        for port in self.status(*words, cwd=cwd, code=None)["ports"]:
            if (port["unit"], port["name"]) == (unit, name):
                return port["number"]
        raise AssertionError(f"status names no port {unit}.{name}")

    def processes_of_test(self):
        """{pid: command} of everything that works in this test's directories or has its environment, but for this program and its servers."""
        mine = str(self.place).encode()
        servers = {server.process.pid for server in self.servers}
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) in servers | {os.getpid()}:
                continue
            try:
                if entry.stat().st_uid != os.getuid() or self.is_of_server(entry, servers):
                    continue
                command = (entry / "cmdline").read_bytes()
                places = [os.fsencode(os.readlink(entry / "cwd")), *(os.fsencode(os.readlink(fd)) for fd in (entry / "fd").iterdir())]
                if mine in command + (entry / "environ").read_bytes() or any(place.startswith(mine) for place in places):
                    found[int(entry.name)] = command.replace(b"\0", b" ").decode(errors="replace") or (entry / "comm").read_text()
            except OSError:
                continue  # it has just ended, or is a zombie
        return found

    def is_of_server(self, entry, servers):
        """A server's session is its own process's number."""
        return int((entry / "stat").read_text().rsplit(")", 1)[1].split()[3]) in servers

    def supervisor(self, workspace=""):
        """Its pid. What it has just forked has its arguments for an instant."""
        pids = {pid for pid, command in self.processes_of_test().items() if f" supervise {workspace}" in command}
        first = [pid for pid in pids if parent_of(pid) not in pids]
        self.assertEqual(len(first), 1, self.processes_of_test())
        return first[0]

    def all_arguments(self):
        """The command lines of every process of this user."""
        lines = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    lines.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    pass
        return lines

    def listening(self):
        return [port for port in range(self.ports.first, self.ports.first + 20) if is_listening(port)]

    def expect_nothing_left(self):
        eventually("no process is left", lambda: not self.processes_of_test(), patience=15)
        eventually("no port is listened on", lambda: not self.listening(), patience=2)
        sockets = [path for path in (self.place / "run").rglob("*") if path.is_socket()]
        self.assertEqual(sockets, [])

    # --- the end

    def has_failed(self):
        """Within a cleanup, whose own outcome is that of no failure yet."""
        result = self._outcome and self._outcome.result  # none where it is not run as a test
        return result and any(getattr(test, "test_case", test) is self for test, _ in result.failures + result.errors)

    def clean_up(self):
        workspaces = [path.parent for path in self.place.rglob(".stackup") if path.is_dir() and path.parent != self.home]
        problems = []
        for workspace in workspaces:
            down = subprocess.run([BINARY, "down", "-w", workspace], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
            if down.returncode != 0:
                problems.append(f"down ended with {down.returncode}: {down.stdout}{down.stderr}")
            for log in (workspace / ".stackup/logs/supervisor.log",):
                if log.exists() and any(word in log.read_text(errors="replace") for word in NEVER):
                    problems.append(f"{log}:\n{log.read_text(errors='replace')}")
        for server in self.servers:
            server.stop()
        try:
            self.expect_nothing_left()
        except AssertionError as problem:
            problems.append(f"after down: {problem}; left: {self.processes_of_test()}")
            for pid in self.processes_of_test():
                os.kill(pid, signal.SIGKILL)
        self.ports.close()
        if (problems or self.has_failed()) and os.environ.get("STACKUP_KEEP"):
            print(f"kept: {self.place}", file=sys.stderr)
        else:
            shutil.rmtree(self.place, ignore_errors=True)
        if problems:
            raise AssertionError("\n".join(problems))
