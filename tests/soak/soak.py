#!/usr/bin/env python3
"""Kills at random points, after each of which one `stackup up` must put everything right.

    tests/soak/soak.py --binary build/release/bin/stackup --kills 500 --seed 1

PostgreSQL, Redis and the guestbook of contrib/guestbook are brought up from a git repository on loopback, while a writer signs the guestbook over HTTP all
the time. For each kill, dice choose

- what is going on: `up` of a stopped stack, `up` from nothing (clone, initdb, pip), `down`, `reset --data`, or nothing (the stack just runs);
- who is killed (SIGKILL): the command, the supervisor, both, one process of a service or of a step, or everything at once, as in a crash of the machine;
- when: a moment between the beginning and a little after the usual end of that command.

Afterwards a single `stackup up` must end with exit code 0 and `stackup smoke` too; there must be one supervisor, one postmaster, one redis-server and one
web server; and every entry must be there whose POST was answered with 201. At the end, and whenever a `down` ended well, no process, port, socket or lock
of the workspace may be left.

No kill may lose an entry whose POST was answered. After a `reset --data` that was completed no entry may be there; after one that was killed either all or none.

One case is excused from "a single `up`": when one of PostgreSQL's children was killed, its postmaster lives, ends the others and recovers by itself, in a
second or so; nobody from outside sees the process end, and what asks meanwhile is told "the database system is in recovery mode". There `up` and `smoke`
may be repeated, and the table says how often that was needed.

Exit code 0: all as claimed. At the first failure: 1, with the command that runs the same kill again (--keep-going: at the end).
"""

import argparse
import http.client
import json
import os
import random
import shlex
import signal
import subprocess
import sys
import threading
import time
import traceback
import urllib.request
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/scenario/lib"))

PATIENCE = 30  # seconds that PostgreSQL may take to recover by itself
ACTIVITIES = {"running": 3, "up": 4, "down": 2, "reset": 2, "up from nothing": 1}  # with their weights
VICTIMS = {"command": 3, "supervisor": 2, "both": 2, "service": 3, "everything": 2}


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], epilog="More in the docstring of this file.")
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None, help="the same dice again (moments still depend on the machine)")
    parser.add_argument("--first", type=int, default=1, metavar="N", help="begin with the dice of kill N")
    parser.add_argument("--keep-going", action="store_true")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(10**6)
    return options


class Writer(threading.Thread):
    """Signs the guestbook, and remembers what was acknowledged: {id: (message, when)}."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.acknowledged, self.lock = url, {}, threading.Lock()
        self.writing, self.idle, self.over, self.count = threading.Event(), threading.Event(), threading.Event(), 0
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def run(self):
        while not self.over.is_set():
            if not self.writing.is_set():
                self.idle.set()
                self.writing.wait(1)
                continue
            self.idle.clear()
            self.count += 1
            message = f"entry {self.count}"
            try:
                entry = json.loads(self.ask("/api/entries", json.dumps({"name": "soak", "message": message}).encode()))
                with self.lock:
                    self.acknowledged[entry["id"]] = (message, time.monotonic())
            except (OSError, ValueError, http.client.HTTPException):
                pass  # not acknowledged: it may be there or not
            self.over.wait(0.01)

    def pause(self):
        self.writing.clear()
        self.idle.wait(30)

    def ask(self, path, body=None):
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"} if body else {})
        with self.opener.open(request, timeout=15) as answer:
            return answer.read().decode()

    def entries(self):
        """{id: message} of everything in the database; pages that name `before` never come from the cache."""
        found, before = {}, 2**62
        while True:
            page = json.loads(self.ask(f"/api/entries?before={before}"))["entries"]
            found |= {entry["id"]: entry["message"] for entry in page}
            if not page:
                return found
            before = min(entry["id"] for entry in page)


class Failure(Exception):
    pass


class Interrupted(BaseException):
    """By Ctrl-C or TERM: the kills so far are told, and everything is stopped."""


def interrupt(number, frame):
    signal.signal(number, signal.SIG_IGN)
    raise Interrupted


class Soak:
    def __init__(self, options, world):
        self.options, self.world = options, world
        self.usual = {"up": 2.0, "down": 0.5, "reset": 3.0, "up from nothing": 6.0, "running": 1.0}
        self.table = defaultdict(lambda: {"kills": 0, "within": 0, "failed": 0, "again": 0, "slowest": 0.0})
        self.ups, self.lost, self.survivors, self.clean_downs, self.most_entries = [], 0, 0, 0, 0
        self.workspace = world.home / "stackup/guestbook"

    # --- the stack

    def begin(self):
        _, _, self.repository = self.world.guestbook()
        self.settings = self.world.settings_for_guestbook()
        self.writer = Writer(f"http://127.0.0.1:{self.world.ports[0]}")
        self.writer.start()
        self.up_from_nothing()
        self.writer.writing.set()

    def words_of_first_up(self):
        return ["up", self.repository, "--trust", "-y", *self.settings]

    def up_from_nothing(self):
        begun = time.monotonic()
        self.world.stackup(*self.words_of_first_up())
        self.usual["up from nothing"] = time.monotonic() - begun

    def processes(self):
        """{pid: command} of the workspace, without what this test itself runs."""
        return self.world.processes_of_test()

    def supervisors(self):
        return [pid for pid, command in self.processes().items() if " supervise " in command]

    def counts(self):
        """Of one look. A child that was forked a moment ago has its parent's name still."""
        found = self.processes()
        named = {
            "supervisor": lambda command: " supervise " in command,
            "postmaster": lambda command: "/postgres -p " in command,
            "redis-server": lambda command: "redis-server" in command.split(" ")[0],
            "web": lambda command: "guestbook serve" in command,
        }
        pids = {name: {pid for pid, command in found.items() if is_it(command)} for name, is_it in named.items()}
        return {name: len([pid for pid in all_of if parent_of(pid) not in all_of]) for name, all_of in pids.items()}

    def expect_each_once(self):
        end = time.monotonic() + 3
        while set(self.counts().values()) != {1}:
            if time.monotonic() > end:
                raise Failure(f"each must run once: {self.counts()}\n{self.processes()}")

    # --- one kill

    def trial(self, number):
        dice = random.Random(f"{self.options.seed}/{number}")
        activity = dice.choices(list(ACTIVITIES), ACTIVITIES.values())[0]
        victim = dice.choices(list(VICTIMS), VICTIMS.values())[0]
        if activity == "running" and victim in ("command", "both"):
            victim = "supervisor"
        self.present = (activity, victim)
        row = self.table[self.present]
        row["kills"] += 1
        self.database_killed, self.database_heals_itself = [], False
        self.prepare(activity, dice)
        killed = self.act_and_kill(activity, victim, dice)
        row["within"] += killed.within
        begun = time.monotonic()
        self.put_right(activity, row)
        took = time.monotonic() - begun
        row["slowest"] = max(row["slowest"], took)
        self.ups.append(took)
        self.check_entries(activity, killed)
        self.expect_each_once()
        self.writer.writing.set()
        if not self.writer.is_alive():
            raise Failure("the writer has ended")
        print(f"{number:4} {activity:16} {victim:11} after {killed.after:5.2f} s{'' if killed.within else ' (it had ended)'}, up in {took:.1f} s, {len(self.expected())} entries", flush=True)

    def prepare(self, activity, dice):
        """The state that the activity begins from."""
        if activity == "up":
            if dice.random() < 0.5:
                self.down()
            else:
                self.kill(self.processes())
        elif activity == "up from nothing":
            self.writer.pause()
            self.world.stackup("reset", "--all", "-y", "--discard-my-work", "guestbook")
            self.forget_entries()
            self.expect_nothing_left()
        elif activity == "reset":
            self.writer.pause()

    def words_of(self, activity):
        return {"up": ["up", "guestbook"], "down": ["down", "guestbook"], "reset": ["reset", "--data", "-y", "guestbook"], "up from nothing": self.words_of_first_up()}[activity]

    def act_and_kill(self, activity, victim, dice):
        delay = dice.uniform(0, 1.15) * self.usual[activity]
        begun = time.monotonic()
        command = None
        if activity != "running":
            command = subprocess.Popen([self.options.binary, *map(str, self.words_of(activity))], cwd=self.world.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.world.environment)
        try:
            command.wait(delay) if command else threading.Event().wait(delay)
        except subprocess.TimeoutExpired:
            pass
        within = command is None or command.poll() is None
        if not within:
            self.usual[activity] = 0.7 * self.usual[activity] + 0.3 * (time.monotonic() - begun)
        pids = self.choose(victim, command, dice)
        killed = Killed(time.monotonic() - begun, within, command)
        self.kill(pids)
        self.await_command(activity, killed)
        return killed

    def choose(self, victim, command, dice):
        everybody = self.processes()
        own = {command.pid: "stackup"} if command and command.poll() is None else {}
        supervisor = {pid: "supervisor" for pid, words in everybody.items() if " supervise " in words}
        services = {pid: words for pid, words in everybody.items() if pid not in own and pid not in supervisor}
        if victim == "service":
            pid = dice.choice(sorted(services)) if services else None
            self.database_heals_itself = services.get(pid, "").startswith("postgres: ")
            return {pid: services[pid]} if pid else {}
        return {"command": own, "supervisor": supervisor, "both": own | supervisor, "everything": services | supervisor | own}[victim]

    def kill(self, pids):
        """{pid: command}"""
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if any("postgres" in words for words in pids.values()):
            self.database_killed.append(time.monotonic())

    def await_command(self, activity, killed):
        """Where it was not the victim it may fail, but not crash."""
        if killed.command is None:
            return
        out, _ = killed.command.communicate(timeout=240)
        killed.code = killed.command.returncode
        if killed.code not in (0, 1, 4, -signal.SIGKILL) or any(word in out for word in NEVER):
            raise Failure(f"{activity} ended with {killed.code}:\n{out}")

    def put_right(self, activity, row):
        words = self.words_of("up from nothing") if activity == "up from nothing" else ["up", "guestbook"]
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.run(*words)
                self.run("smoke", "guestbook")
                return
            except Failure:
                if not self.database_heals_itself or time.monotonic() > end:
                    raise
                row["again"] += 1

    def run(self, *words):
        try:
            return self.world.stackup(*words, timeout=300)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            raise Failure(f"{error}\n{self.logs()}") from error

    def logs(self):
        told = []
        for path in sorted((self.workspace / ".stackup/logs").rglob("*.log")):
            told.append(f"--- {path.relative_to(self.workspace)}\n" + "\n".join(path.read_text(errors="replace").splitlines()[-15:]))
        return "\n".join(told)

    # --- what must be there

    def expected(self):
        with self.writer.lock:
            return dict(self.writer.acknowledged)

    def forget_entries(self, kept=()):
        with self.writer.lock:
            self.writer.acknowledged = {number: entry for number, entry in self.writer.acknowledged.items() if number in kept}

    def check_entries(self, activity, killed):
        expected = self.expected()
        self.most_entries = max(self.most_entries, len(expected))
        present = self.writer.entries()
        missing = {number for number, (message, _) in expected.items() if present.get(number) != message}
        if activity == "reset":
            if missing and len(missing) != len(expected):
                raise Failure(f"a reset took {len(missing)} of {len(expected)} entries")
            if killed.code == 0 and expected and not missing:
                raise Failure("a reset that was completed left the entries")
            self.forget_entries(kept=set(expected) - missing)
            return
        if missing:
            self.lost += len(missing)
            ages = sorted(round(time.monotonic() - expected[number][1], 2) for number in missing)
            ago = [round(time.monotonic() - at, 2) for at in self.database_killed]
            raise Failure(f"{len(missing)} of {len(expected)} acknowledged entries are lost; seconds since they were acknowledged: {ages}, since PostgreSQL was killed: {ago}")

    def down(self):
        self.run("down", "guestbook")
        self.expect_nothing_left()

    def expect_nothing_left(self):
        left = self.processes()
        self.survivors += len(left)
        self.clean_downs += 1
        sockets = [path for path in (self.world.place / "run").rglob("*") if path.is_socket()]
        if left or sockets or self.world.listening():
            raise Failure(f"left after down: {left}, {sockets}, ports {self.world.listening()}")

    # --- the report

    def print_table(self):
        print("\n| during | killed | kills | while it ran | `up` again | slowest `up` + `smoke` | failures |\n| --- | --- | --- | --- | --- | --- | --- |")
        for (activity, victim), row in sorted(self.table.items()):
            print(f"| {activity} | {victim} | {row['kills']} | {row['within']} | {row['again']} | {row['slowest']:.1f} s | {row['failed']} |")
        kills = sum(row["kills"] for row in self.table.values())
        failed = sum(row["failed"] for row in self.table.values())
        ups = sorted(self.ups) or [0]
        print(
            f"\nseed {self.options.seed}: {kills} kills, {failed} failures, {self.writer.count} entries written, at most {self.most_entries} checked at once, "
            f"{self.lost} of them lost, {self.clean_downs} times down with {self.survivors} survivors, up + smoke {ups[len(ups) // 2]:.1f} s (median)",
            flush=True,
        )


class Killed:
    def __init__(self, after, within, command):
        self.after, self.within, self.command, self.code = after, within, command, None


def reproduction(options, number):
    return shlex.join([sys.argv[0], "--binary", str(options.binary), "--seed", str(options.seed), "--first", str(number), "--kills", "1"])


def soak(options, world):
    run = Soak(options, world)
    run.begin()
    failures = 0
    for number in range(options.first, options.first + options.kills):
        try:
            run.trial(number)
        except Interrupted:
            break
        except (Failure, OSError, ValueError, subprocess.TimeoutExpired) as problem:
            failures += 1
            run.table[run.present]["failed"] += 1
            print(f"\nFAILED: kill {number} ({' × '.join(run.present)}): {problem}\n{'' if isinstance(problem, Failure) else traceback.format_exc()}\nagain: {reproduction(options, number)}\n", flush=True)
            if not options.keep_going:
                break
            run.world.stackup("reset", "--all", "-y", "--discard-my-work", "guestbook", code=None)
            run.forget_entries()
            run.up_from_nothing()
            run.writer.writing.set()
    run.writer.over.set()
    try:
        run.down()
    except Failure as problem:
        failures += 1
        print(f"FAILED: the last down: {problem}")
    run.print_table()
    return 1 if failures else 0


def main():
    options = parse()
    options.binary = options.binary.resolve()
    os.environ["STACKUP"] = str(options.binary)
    global NEVER, parent_of
    from scenario import NEVER, Scenario, parent_of  # reads STACKUP

    print(f"seed {options.seed}; the same again: {shlex.join([*sys.argv, *([] if '--seed' in sys.argv else ['--seed', str(options.seed)])])}", flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    world = Scenario("run")
    world.setUp()
    try:
        code = soak(options, world)
    except Interrupted:
        code = 130
    finally:
        world.doCleanups()
    sys.exit(code)


if __name__ == "__main__":
    main()
