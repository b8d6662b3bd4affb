#!/usr/bin/env python3
"""A thousand processes in one workspace: how long they take to start, to come back after all were killed at once, and to stop; what the supervisor costs.

    tests/bench/load.py BINARY [COUNT…]          default counts: 100 1000; give it a release binary, and run it as an ordinary user

Prints a table in Markdown: seconds, the supervisor's memory (PSS, proc(5) smaps_rollup) and how often it woke up in ten idle seconds. The ratio compares a
stop and a start with what a plain loop of posix_spawn and kill takes for the same processes on the same machine in the same run.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RECIPE = """
schema: 1
name: load
summary: many processes
processes:
  p:
    run: sleep 100000
    restart: {{policy: always, delay: 10ms}}
    instances: {{{instances}}}
"""


def plain_loop(count):
    """Seconds to start and to stop `count` sleeps without any supervision."""
    begun = time.monotonic()
    pids = [os.posix_spawn("/bin/sleep", ["sleep", "100000"], {}) for _ in range(count)]
    started = time.monotonic()
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    for pid in pids:
        os.waitpid(pid, 0)
    return started - begun, time.monotonic() - started


def supervisor_of(place):
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"supervise" in words and any(str(place).encode() in word for word in words):
                return int(entry.name)
    raise SystemExit("there is no supervisor")


def pss_kib(pid):
    return next(int(line.split()[1]) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))


def switches(pid):
    return sum(int(line.split()[1]) for task in Path(f"/proc/{pid}/task").iterdir() for line in (task / "status").read_text().splitlines() if "ctxt_switches" in line)


def sleeps(place):
    """Pids of this run's processes, told from others by their directory."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "comm").read_text() == "sleep\n" and os.readlink(entry / "cwd").startswith(str(place)):
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def measure(binary, count):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        work = place / "work"
        work.mkdir()
        (place / "run").mkdir(mode=0o700)
        (work / "stackup.yaml").write_text(RECIPE.format(instances=", ".join(f"i{n}: {{}}" for n in range(count))))
        environment = {"HOME": str(place), "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(place / "run"), "LANG": "C.UTF-8"}

        def stackup(*words):
            begun = time.monotonic()
            run = subprocess.run([binary, *words], cwd=work, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if run.returncode != 0:
                raise SystemExit(f"stackup {' '.join(words)}: {run.stderr[-2000:]}")
            return time.monotonic() - begun

        try:
            up = stackup("up")
            assert len(sleeps(work)) == count
            supervisor = supervisor_of(work)
            again = stackup("up")
            memory = pss_kib(supervisor)
            before = switches(supervisor)
            time.sleep(10)  # the measurement itself: what happens when nothing happens
            woken = switches(supervisor) - before
            old = set(sleeps(work))
            begun = time.monotonic()
            for pid in old:
                os.kill(pid, signal.SIGKILL)
            while len(set(sleeps(work)) - old) < count:
                time.sleep(0.02)
            crash = time.monotonic() - begun
            down = stackup("down")
            assert sleeps(work) == [], "down left processes"
        finally:
            subprocess.run([binary, "down"], cwd=work, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    start, stop = plain_loop(count)
    print(f"| {count} | {up:.2f} | {again:.2f} | {crash:.2f} | {down:.2f} | {memory / 1024:.1f} | {woken} | {start:.2f} / {stop:.2f} |", flush=True)


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    binary = str(Path(sys.argv[1]).resolve())
    print("| processes | up s | up again s | all killed → all back s | down s | supervisor PSS MiB | wake-ups in 10 s idle | plain loop: start / stop s |")
    print("| --: | --: | --: | --: | --: | --: | --: | --: |", flush=True)
    for count in map(int, sys.argv[2:] or ["100", "1000"]):
        measure(binary, count)


if __name__ == "__main__":
    main()
