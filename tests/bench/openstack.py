#!/usr/bin/env python3
"""OpenStack from source: stackup against a plain script that does the same one after the other, in the same run, and what the stack costs.

    tests/bench/openstack.py BINARY MIRROR [PLACE]

BINARY is a release build, MIRROR what contrib/openstack-mirror made; the packages must be installed. Run it as an ordinary user on a machine with nothing
else to do, where no big tree was removed in the last minutes (ext4 then takes a millisecond for each new file): processor time is that of the whole machine. Prints tables in Markdown. PLACE is a directory that must not exist yet; it is removed in the end.
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from openstack_by_hand import ByHand

SERVERS = Path(__file__).resolve().parents[1] / "servers/many_openstack_servers.py"


class Stackup:
    """The binary, on one workspace."""

    def __init__(self, binary, workspace, mirror):
        self.binary, self.workspace = binary, workspace
        self.mirror = ["--mirror", f"https://opendev.org/openstack/=file://{mirror}/"]

    def __call__(self, *words):
        done = subprocess.run([self.binary, words[0], "-w", self.workspace, *words[1:]], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise SystemExit(f"stackup {' '.join(map(str, words))}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def seconds(self, *words):
        begun = time.monotonic()
        self(*words)
        return time.monotonic() - begun

    def processes(self):
        return {process["id"]: process for process in json.loads(self("status", "--json"))["processes"]}


def processor_seconds():
    """What all processors have spent on work since the machine began, proc(5)."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def critical_path(plan):
    """The longest chain of the steps that waited for each other, as long as each took, and its members."""
    ends = {}
    for step in plan["steps"]:
        before, chain = max((ends[other] for other in step["after"]), default=(0, []), key=lambda end: end[0])
        ends[step["id"]] = (before + step["usually_us"] / 1e6, [*chain, (step["id"], step["usually_us"] / 1e6)])
    return max(ends.values(), key=lambda end: end[0])


def family(root):
    """The process and its descendants."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children.setdefault(int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
            except OSError:
                pass
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def memory_mib(pids):
    """PSS, proc(5) smaps_rollup: shared pages are counted once."""
    total = 0
    for pid in pids:
        try:
            total += next(int(line.split()[1]) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
        except (OSError, StopIteration):
            pass
    return total / 1024


def kill_each(stackup):
    """Seconds until each process serves again after a kill -9."""
    took = {}
    for name, process in sorted(stackup.processes().items()):
        begun = time.monotonic()
        os.kill(process["pid"], signal.SIGKILL)
        while True:
            now = stackup.processes()[name]
            if now["state"] == "ready" and now["pid"] != process["pid"]:
                break
            if now["state"] == "failed" or time.monotonic() - begun > 120:
                raise SystemExit(f"{name} does not come back: {now}")
            time.sleep(0.1)
        took[name] = time.monotonic() - begun
    return took


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def measure_full(stackup):
    busy = processor_seconds()
    first = stackup.seconds("up", "openstack", "--with", "full", "-y", *stackup.mirror)
    busy = processor_seconds() - busy
    cores = os.cpu_count()
    longest, chain = critical_path(json.loads(stackup("plan", "--json")))
    row("first `up` of `full`", f"{first:.1f} s")
    row("processor time of it", f"{busy:.1f} s, on {cores} cores {busy / cores:.1f} s")
    row("its critical path", f"{longest:.1f} s")
    row("first `up` : max(critical path, processor time / cores)", f"{first / max(longest, busy / cores):.2f}")
    row("`up` with nothing to do, median of 9", f"{statistics.median(stackup.seconds('up') for _ in range(9)) * 1000:.0f} ms (limit 300 ms)")
    processes = stackup.processes()
    row("memory of all processes (PSS)", f"{memory_mib(pid for process in processes.values() for pid in family(process['pid'])):.0f} MiB in {len(processes)} services")
    active, all_of_them, seconds = stackup("run", "openstack", "--", "python3", SERVERS).split()
    row("servers ACTIVE with an address of 50 asked for at once", f"{active} of {all_of_them}, after {seconds} s")
    killed = kill_each(stackup)
    slowest = max(killed, key=killed.get)
    row("processes that serve again by themselves after kill -9, one by one", f"{len(killed)} of {len(processes)}, the slowest ({slowest}) after {killed[slowest]:.1f} s")
    stackup("smoke")
    return first, chain


def measure_backends(binary, place, mirror):
    """From nothing to ready, which the script by hand is spared."""
    stackup = Stackup(binary, place, mirror)
    seconds = stackup.seconds("up", "mariadb", "memcached", "rabbitmq", "-y")
    stackup("down")
    return seconds


def measure_by_hand(stackup, place, mirror):
    backends = ("mariadb", "memcached", "rabbitmq")
    names = {name.split("/")[0] for name in stackup.processes()} - set(backends)
    variables = json.loads(stackup("env", "mariadb", "--json"))["variables"]
    script = ByHand(stackup.workspace, place, f"file://{mirror}", {**variables, "MYSQL_USER": "stack"})
    stackup("stop", *sorted(names))
    stackup("restart", "memcached")
    try:
        return script.bring_up()
    finally:
        script.stop()


def measure_minimal(binary, place, mirror):
    stackup = Stackup(binary, place, mirror)
    row("first `up` of `minimal`", f"{stackup.seconds('up', 'openstack', '-y', *stackup.mirror):.1f} s")
    row("`reset --data` of `minimal` until it is smoke-checked", f"{stackup.seconds('reset', '--data', '-y'):.1f} s (limit 25 s)")
    row("`down`", f"{stackup.seconds('down'):.1f} s")


def main():
    binary, mirror = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    place = Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else Path(tempfile.mkdtemp(prefix="stackup-openstack-")) / "bench"
    place.mkdir(parents=True)
    stackup = Stackup(binary, place / "full", mirror)
    row("what", "measured")
    row("---", "---")
    try:
        first, chain = measure_full(stackup)
        times = measure_by_hand(stackup, place / "by-hand", mirror)
        total = sum(seconds for _, seconds in times)
        stackup("down")
        backends = measure_backends(binary, place / "backends", mirror)
        row("the same by hand, one after the other, with the backends running already", f"{total:.1f} s")
        row("the backends alone, from nothing to ready", f"{backends:.1f} s")
        row("first `up` : by hand and backends", f"{first / (total + backends):.2f} (limit 0.6)")
        row("first `up` : by hand without backends", f"{first / total:.2f}")
        measure_minimal(binary, place / "minimal", mirror)
    finally:
        for workspace in ("full", "minimal", "backends"):
            subprocess.run([binary, "down", "-w", place / workspace], capture_output=True)
    print("\nThe critical path: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in chain if seconds >= 0.05) + ".")
    print("\nBy hand: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in times) + ".")
    shutil.rmtree(place)


if __name__ == "__main__":
    main()
