#!/usr/bin/python3
"""What a log storm costs: the CPU time of the supervisor, with nobody following, as a share of that of the services that write.

    tests/bench/log_storm.py build/release/bin/stackup [--seconds 10] [--writers 3] [--limit 5]

Ends with 1 if it is more than --limit percent in a storm of lines: written one by one without a pause, or by a logging library. Two more are shown but not
judged, print to a buffer and blocks of 64 KiB: to release a page of a log that may not be kept costs the kernel about a microsecond, and a writer that spends
less than 20 on filling it (more than 200 MB/s) can't be kept within bounds for 5 %.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
MIB = 1 << 20
JUDGED = ("lines", "logger")
WRITER = """
import logging, os, sys
kind, go = sys.argv[1], sys.argv[2]
line = b"2026-11-22 10:07:14,123 INFO shop.web GET /apples?page=7 answered 200 in 12 ms, 4711 bytes\\n"
block = line * (65536 // len(line))
print("up", flush=True)
open(go).read()

def lines():
    while True:
        os.write(1, line)

def buffered():
    number = 0
    while True:
        print(f"INFO shop.web GET /apples?page={number} answered 200 in 12 ms, 4711 bytes")
        number += 1

def logger():
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    while True:
        logging.info("GET /apples?page=%d answered %d in %d ms", 7, 200, 12)

def flood():
    while True:
        os.write(1, block)

globals()[kind]()
"""


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def pids_with(words):
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if words(command):
                yield int(entry.name)


class Storm:
    def __init__(self, stackup, kind, writers):
        self.stackup, self.kind = str(Path(stackup).resolve()), kind
        self.place = Path(tempfile.mkdtemp(prefix="stackup-storm-"))
        self.work = self.place / "work"
        self.work.mkdir()
        runtime = self.place / "run"
        runtime.mkdir(mode=0o700)
        self.environment = {"HOME": str(self.place), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": str(runtime)}
        (self.work / "writer.py").write_text(WRITER)
        os.mkfifo(self.work / "go")
        processes = "".join(f'  w{i}: {{run: "python3 {self.work}/writer.py {kind} {self.work}/go", ready: {{log: up}}}}\n' for i in range(writers))
        (self.work / "stackup.yaml").write_text(f"schema: 1\nname: storm\nsummary: a storm\nprocesses:\n{processes}")

    def run(self, *words):
        subprocess.run([self.stackup, *words], cwd=self.work, env=self.environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def measure(self, seconds):
        """→ (seconds of the supervisor, seconds of the writers, bytes written, bytes of the largest log on disk)"""
        self.run("up")
        (supervisor,) = pids_with(lambda command: "supervise" in command[:2] and str(self.work / ".stackup") in command)
        writers = list(pids_with(lambda command: str(self.work / "writer.py") in command))
        logs = sorted((self.work / ".stackup/logs/storm").glob("*.log"))
        before = cpu_seconds(supervisor), sum(map(cpu_seconds, writers))
        with (self.work / "go").open("w"):
            time.sleep(0.2)  # all of them have it open by then
        largest, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.1)
            largest = max(largest, *(log.stat().st_blocks * 512 for log in logs))
        written = sum(int(line.split()[1]) for pid in writers for line in open(f"/proc/{pid}/io") if line.startswith("wchar"))
        return cpu_seconds(supervisor) - before[0], sum(map(cpu_seconds, writers)) - before[1], written, largest

    def end(self):
        self.run("down")
        shutil.rmtree(self.place)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stackup")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--writers", type=int, default=3)
    parser.add_argument("--limit", type=float, default=5, help="percent")
    arguments = parser.parse_args()
    worst = 0
    print(f"{'storm':8} {'written':>12} {'supervisor':>12} {'writers':>10} {'share':>8} {'largest log':>12}")
    for kind in (*JUDGED, "buffered", "flood"):
        storm = Storm(arguments.stackup, kind, arguments.writers)
        try:
            supervisor, writers, written, largest = storm.measure(arguments.seconds)
        finally:
            storm.end()
        share = 100 * supervisor / writers
        worst = max(worst, share) if kind in JUDGED else worst
        print(f"{kind:8} {written / MIB:8.0f} MiB {supervisor:10.2f} s {writers:8.2f} s {share:6.2f} % {largest / MIB:8.1f} MiB", flush=True)
    print(f"at most {worst:.2f} % of {' and '.join(JUDGED)}, allowed are {arguments.limit:g} %")
    sys.exit(0 if worst <= arguments.limit else 1)


if __name__ == "__main__":
    main()
