#!/usr/bin/env python3
"""Who survives the manager? The helpers of tests/scenario/lib/misbehave.py under stackup and under four of its peers, with the same faults.

    tests/soak/peers.py --binary build/release/bin/stackup --trials 3

Each manager runs the six kinds (eleven processes) with its defaults; the fault goes to the manager, once. A survivor is a helper's process that is alive when
the manager has ended and two seconds have passed, or, if it does not end, after --patience. The faults: Ctrl-C on its terminal (mprocs: its key q; stackup's
supervisor has no terminal: SIGINT), SIGTERM, SIGHUP, SIGKILL; and SIGKILL after which the manager is started again in the same way and then stopped in
order (stackup: `stackup down`; the others: SIGTERM): what survives that is left to the user.

All of it happens in a pid namespace of its own (unshare(1); without privilege), so that no manager can signal anything else and no helper outlives the run.
foreman and supervisor are Debian's packages, concurrently and mprocs are installed from npm into a temporary directory; what is not available is skipped
and the reason is told. Prints a Markdown table.
"""

import argparse
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/scenario/lib"))
from misbehave import KINDS, holders, is_alive  # noqa: E402

MISBEHAVE = SOURCE / "tests/scenario/lib/misbehave.py"
FAULTS = ["Ctrl-C", "TERM", "HUP", "KILL", "KILL, again, stop"]
SETTLING = 2.0


class Unavailable(Exception):
    pass


def eventually(ask, patience):
    end = time.monotonic() + patience
    while not ask() and time.monotonic() < end:
        time.sleep(0.05)
    return ask()


class Manager:
    """One start of one manager in a directory of its own."""

    def __init__(self, place, ports, tools):
        self.place, self.tools, self.shells = place, tools, []
        self.held = place / "held"
        self.held.mkdir()
        self.commands = {kind: f"{sys.executable} -IS {MISBEHAVE} {kind} {port} {self.held}/{kind}" for kind, port in zip(KINDS, ports)}
        self.environment = {"HOME": str(place), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm"}
        self.configure()

    def configure(self):
        pass

    def start(self):
        """As a person does: a job in the foreground of a shell on a terminal."""
        end, other = os.pipe()
        shell, terminal = pty.fork()
        if shell == 0:
            self.be_shell(other)
        os.close(other)
        threading.Thread(target=drain, args=[terminal], daemon=True).start()
        self.pid = int(os.read(end, 20))
        os.close(end)
        self.shells.append((shell, terminal))

    def be_shell(self, told):
        """Leads the session, so that the terminal is not hung up when the manager dies."""
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        job = os.fork()
        if job == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(0, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            os.chdir(self.place)
            words = [str(word) for word in self.words()]
            os.execve(words[0], words, self.environment)
        os.write(told, str(job).encode())
        os.waitpid(job, 0)
        os.tcsetpgrp(0, os.getpid())
        while True:
            signal.pause()

    def managers(self):
        """The process that was started, and what it runs of its own program."""
        program, found, helpers = executable(self.pid), [self.pid], holders(self.held)
        for pid, parent in parents().items():
            if parent in found and executable(pid) == program and pid not in helpers:
                found.append(pid)
        return found

    def meet(self, fault):
        if fault == "Ctrl-C":
            self.interrupt()
        elif fault.startswith("KILL"):
            for pid in self.managers():
                kill(pid)
        else:
            os.kill(self.pid, getattr(signal, f"SIG{fault}"))

    def interrupt(self):
        os.write(self.shells[-1][1], b"\x03")

    def await_end(self, patience):
        return eventually(lambda: not is_alive(self.pid), patience)

    def end_again(self):
        """Started again after it was killed, and stopped in order."""
        self.start()
        eventually(lambda: not is_alive(self.pid), 4)  # what its children find taken may end it
        if is_alive(self.pid):
            os.kill(self.pid, signal.SIGTERM)

    def tidy(self):
        alive = [*holders(self.held), *(self.managers() if is_alive(self.pid) else []), *(shell for shell, _ in self.shells)]
        for pid in alive:
            kill(pid)
        for shell, terminal in self.shells:
            os.waitpid(shell, 0)
            os.close(terminal)


class Foreman(Manager):
    name, note = "foreman", "Debian"

    def configure(self):
        (self.place / "Procfile").write_text("".join(f"{kind}: {command}\n" for kind, command in self.commands.items()))

    def words(self):
        return [self.tools["foreman"], "start"]


class Supervisord(Manager):
    name, note = "supervisor", "Debian"

    def configure(self):
        programs = "".join(f"[program:{kind}]\ncommand={command}\n" for kind, command in self.commands.items())
        (self.place / "supervisord.conf").write_text(f"[supervisord]\nnodaemon=true\nlogfile={self.place}/log\npidfile={self.place}/pid\nchildlogdir={self.place}\n{programs}")

    def words(self):
        return [self.tools["supervisord"], "-c", self.place / "supervisord.conf"]


class Concurrently(Manager):
    name, note = "concurrently", "npm"

    def words(self):
        return [self.tools["node"], self.tools["concurrently"], *self.commands.values()]


class Mprocs(Manager):
    name, note = "mprocs", "npm"

    def words(self):
        return [self.tools["mprocs"], *self.commands.values()]

    def interrupt(self):
        """Ctrl-C goes to the program that it shows; its own way to end is q."""
        os.write(self.shells[-1][1], b"q")


class Stackup(Manager):
    name, note = "stackup", ""

    def configure(self):
        self.work = self.place / "work"
        self.work.mkdir()
        runtime = self.place / "run"
        runtime.mkdir(mode=0o700)
        self.environment["XDG_RUNTIME_DIR"] = str(runtime)
        ports = {kind: command.split()[-2] for kind, command in self.commands.items()}
        processes = "".join(f"  {kind}: {{run: '{command.replace(ports[kind], '${port.' + kind + '}')}', ready: {{tcp: {kind}}}}}\n" for kind, command in self.commands.items())
        (self.work / "stackup.yaml").write_text(f"schema: 1\nname: shop\nsummary: a shop\nports: {{{', '.join(f'{kind}: {port}' for kind, port in ports.items())}}}\nprocesses:\n{processes}")

    def run(self, verb):
        subprocess.run([self.tools["stackup"], verb], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def start(self):
        self.run("up")
        self.pid = next(pid for pid in parents() if f" supervise {self.work}/" in command_of(pid))  # what it has just forked is younger

    def managers(self):
        return [self.pid]

    def interrupt(self):
        """It has no terminal; --foreground and the supervisor take INT alike."""
        os.kill(self.pid, signal.SIGINT)

    def end_again(self):
        self.run("down")

    def tidy(self):
        self.run("down")
        for pid in holders(self.held):
            kill(pid)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def drain(terminal):
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass


def parents():
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    return dict(sorted(found.items()))


def executable(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def npm_install(place):
    """→ where the modules are"""
    if not shutil.which("npm"):
        raise Unavailable("there is no npm")
    authorities = Path("/etc/ssl/certs/ca-certificates.crt")
    environment = {**os.environ, "HOME": str(place), **({"NODE_EXTRA_CA_CERTS": str(authorities)} if authorities.exists() else {})}
    words = ["npm", "install", "--prefix", place, "--no-audit", "--no-fund", "concurrently", "mprocs"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise Unavailable("npm install: " + (done.stderr.strip().splitlines() or ["failed"])[0])
    return place / "node_modules"


def find_tools(options, place):
    """Paths of programs, and for what is not there the reason."""
    tools, missing = {"stackup": str(options.binary.resolve())}, {}
    for name in ("foreman", "supervisord"):
        tools[name] = shutil.which(name)
        if not tools[name]:
            missing[name] = f"the package of {name} is not installed"
    try:
        modules = npm_install(place)
        tools["node"] = shutil.which("node")
        tools["concurrently"] = modules / "concurrently/dist/bin/concurrently.js"
        tools["mprocs"] = next(iter(modules.glob(f"mprocs/mprocs-*-linux-{os.uname().machine}*/mprocs")), None)
        if not tools["mprocs"]:
            missing["mprocs"] = f"its package has no program for {os.uname().machine}"
    except (Unavailable, subprocess.TimeoutExpired) as problem:
        missing["concurrently"] = missing["mprocs"] = str(problem)
    return tools, missing


def free_ports():
    first = next(first for first in range(21900, 32000, 10) if not any(is_taken(port) for port in range(first, first + len(KINDS))))
    return range(first, first + len(KINDS))


def is_taken(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def survivors_of(manager, fault, patience):
    """{kind: survivors}"""
    manager.start()
    if not eventually(lambda: len(holders(manager.held)) == sum(KINDS.values()), 60):
        raise Unavailable(f"not all helpers were started: {sorted(holders(manager.held).values())}")
    manager.meet(fault)
    ended = manager.await_end(patience)
    if fault.endswith("stop"):
        manager.end_again()
        ended = manager.await_end(patience)
    if ended:
        eventually(lambda: not holders(manager.held), SETTLING)
    left = list(holders(manager.held).values())
    return {kind: left.count(kind) for kind in KINDS}, ended


def measure(kind_of_manager, fault, options, tools, place):
    total, went_on = {kind: 0 for kind in KINDS}, False
    for trial in range(options.trials):
        folder = Path(tempfile.mkdtemp(prefix="p-", dir=place))
        manager = kind_of_manager(folder, free_ports(), tools)
        try:
            left, ended = survivors_of(manager, fault, options.patience)
            went_on |= not ended
            total = {kind: total[kind] + left[kind] for kind in KINDS}
        finally:
            manager.tidy()
            eventually(lambda: not holders(manager.held), 10)
    return total, went_on


def go_on_in_a_namespace():
    """Where the machine allows it."""
    words = ["unshare", "--user", "--map-current-user", "--pid", "--fork", "--mount-proc", "--kill-child"]
    if "PEERS_ALONE" in os.environ or not shutil.which("unshare") or subprocess.run([*words, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        return
    os.execvpe("unshare", [*words, sys.executable, "-B", *sys.argv], {**os.environ, "PEERS_ALONE": "yes"})


def main():
    go_on_in_a_namespace()
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--trials", type=int, default=3)
    parser.add_argument("--patience", type=float, default=20, help="seconds that a manager has to end (20)")
    parser.add_argument("--only", default="", help="names of managers, separated by commas")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))  # with everything tidied
    place = Path(tempfile.mkdtemp(prefix="peers-", dir="/tmp"))
    try:
        tools, missing = find_tools(options, place)
        print(f"Survivors / processes in {options.trials} trials.\n\n| manager | fault | " + " | ".join(KINDS) + " | all |\n| --- | --- |" + " --- |" * (len(KINDS) + 1), flush=True)
        for manager in (Stackup, Foreman, Supervisord, Concurrently, Mprocs):
            if options.only and manager.name not in options.only.split(","):
                continue
            reason = missing.get("supervisord" if manager is Supervisord else manager.name)
            for fault in [] if reason else FAULTS:
                total, went_on = measure(manager, fault, options, tools, place)
                cells = [f"{total[kind]}/{count * options.trials}" for kind, count in KINDS.items()]
                print(f"| {manager.name} | {fault}{' (it went on)' if went_on else ''} | " + " | ".join(cells) + f" | {sum(total.values())}/{sum(KINDS.values()) * options.trials} |", flush=True)
            if reason:
                print(f"| {manager.name} | skipped: {reason} |" + " |" * (len(KINDS) + 1), flush=True)
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
