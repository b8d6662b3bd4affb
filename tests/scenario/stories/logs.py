"""What processes write: kept within bounds without losing a line, followed, found again, harmless to read."""

import json
import os
import re
import signal
import subprocess
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from scenario import BINARY, Scenario, eventually

MIB = 1 << 20
LIMIT = 16 * MIB
# Writes what it is told: each line of the fifo is a Python expression for bytes.
TELLER = """
    import os, sys
    print("up", flush=True)
    while True:
        with open(sys.argv[1]) as orders:
            for order in orders:
                for chunk in eval(order):
                    os.write(1, chunk)
"""
RECIPE = """
    schema: 1
    name: shop
    summary: a shop
    processes:
      web: {run: "python3 ${workspace}/teller.py ${workspace}/web.orders", ready: {log: up}}
      worker: {run: "python3 ${workspace}/teller.py ${workspace}/worker.orders", ready: {log: up}}
"""


def numbers_in(text):
    return [int(number) for number in re.findall(r"^line (\d{9})\b", text, re.M)]


def end_of(path):
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 200))
        return file.read().decode(errors="replace")


class Logs(Scenario):
    def shop(self, recipe=RECIPE, **environment):
        self.write("teller.py", TELLER)
        for name in ("web", "worker"):
            os.mkfifo(self.work / f"{name}.orders")
        self.recipe(recipe)
        self.stackup("up", environment=environment)

    def tell(self, expression, name="web"):
        """Has the process write the chunks that the expression gives."""
        with (self.work / f"{name}.orders").open("w") as orders:
            orders.write(f"{expression}\n")

    def tell_lines(self, first, last, name="web"):
        self.tell(f"(b'line %09d and what it has to say about the weather\\n' % i for i in range({first}, {last}))", name)

    def log(self, name="web"):
        return self.work / f".stackup/logs/shop/{name}.log"

    def size(self, name="web"):
        return self.log(name).stat().st_size

    def ends_with(self, text, name="web"):
        return text in end_of(self.log(name))

    def supervisor(self):
        return next((pid for pid, command in self.processes_of_test().items() if " supervise " in command), None)

    def follow(self, *words):
        """Follows into a file, which is returned with the process once the follower shows what comes."""
        shown = self.place / f"followed-{len(list(self.place.glob('followed-*')))}"
        with shown.open("wb") as out:
            follower = subprocess.Popen([BINARY, "logs", "-f", *words], cwd=self.work, stdout=out, stderr=subprocess.PIPE, env=self.environment)
        self.addCleanup(lambda: (follower.poll() is None and follower.kill(), follower.wait(), follower.stderr.close()))
        eventually("the follower shows what was there", lambda: b"up" in shown.read_bytes())
        return follower, shown

    def test_a_log_stays_within_its_limit_and_keeps_the_newest_lines_without_a_gap(self):
        self.shop()
        self.tell_lines(0, 800_000)  # 40 MB
        eventually("all is written", lambda: self.ends_with("line 000799999"))
        eventually("it is cut", lambda: self.size() <= LIMIT)
        numbers = numbers_in(self.stackup("logs", "shop/web", "-n", "all").out)
        self.assertEqual(numbers, list(range(numbers[0], 800_000)))
        self.assertGreater(len(numbers), 100_000)
        self.assertEqual(self.process("shop.web")["state"], "ready")

    def test_the_limit_can_be_chosen(self):
        self.shop(STACKUP_LOG_MIB="1")
        self.tell_lines(0, 40_000)
        eventually("all is written", lambda: self.ends_with("line 000039999"))
        eventually("it is cut", lambda: self.size() <= MIB)
        numbers = numbers_in(self.stackup("logs", "shop/web", "-n", "all").out)
        self.assertEqual(numbers, list(range(numbers[0], 40_000)))

    def test_a_follower_loses_nothing_while_the_log_is_cut(self):
        self.shop()
        _, shown = self.follow("shop/web")
        for first in range(0, 400_000, 40_000):  # less each time than what a follower may be behind
            self.tell_lines(first, first + 40_000)
            eventually("it is shown", lambda last=first + 39_999: f"line {last:09d}" in end_of(shown))
        eventually("it was cut meanwhile", lambda: self.size() <= LIMIT)
        self.tell_lines(400_000, 400_001)
        eventually("it is shown", lambda: "line 000400000" in end_of(shown))
        self.assertEqual(numbers_in(shown.read_text()), list(range(400_001)))

    def test_a_follower_that_is_stopped_holds_nobody_up_and_says_what_it_left_out(self):
        self.shop()
        follower, shown = self.follow("shop/web", "--json")
        os.kill(follower.pid, signal.SIGSTOP)
        self.tell_lines(0, 800_000)
        eventually("the writer is through", lambda: self.ends_with("line 000799999"))
        eventually("the log is cut", lambda: self.size() <= LIMIT)
        os.kill(follower.pid, signal.SIGCONT)
        eventually("it is at the end again", lambda: "line 000799999" in end_of(shown))
        lines = [json.loads(line) for line in shown.read_text().splitlines()]
        gaps = [line["bytes"] for line in lines if line["kind"] == "log_gap"]
        told = sum(len(line["text"]) + 1 for line in lines if line["kind"] == "log")
        whole = len("up\n") + 800_000 * len("line 000000000 and what it has to say about the weather\n")
        self.assertGreater(sum(gaps), MIB, "how much depends on who is quicker")
        self.assertEqual(told + sum(gaps), whole, gaps)

    def test_nothing_is_lost_while_there_is_no_supervisor(self):
        self.shop()
        os.kill(self.supervisor(), signal.SIGKILL)
        eventually("the supervisor is gone", lambda: self.supervisor() is None)
        self.tell_lines(0, 800_000)
        eventually("all is written", lambda: self.ends_with("line 000799999"))
        self.assertEqual(numbers_in(self.log().read_text()), list(range(800_000)))
        self.stackup("up")
        eventually("the next one keeps the log", lambda: self.size() <= LIMIT)
        numbers = numbers_in(self.stackup("logs", "shop/web", "-n", "all").out)
        self.assertEqual(numbers, list(range(numbers[0], 800_000)))

    def test_a_supervisor_killed_in_a_storm_leaves_a_log_that_the_next_one_goes_on_with(self):
        self.shop()
        self.tell_lines(0, 2_000_000)
        for _ in range(3):
            eventually("it cuts", self.was_cut)
            os.kill(self.supervisor(), signal.SIGKILL)
            eventually("the supervisor is gone", lambda: self.supervisor() is None)
            self.stackup("up")
        eventually("all is written", lambda: self.ends_with("line 001999999"))
        eventually("it is cut", lambda: self.size() <= LIMIT)
        numbers = numbers_in(self.stackup("logs", "shop/web", "-n", "all").out)
        self.assertEqual(numbers, list(range(numbers[0], 2_000_000)))

    def was_cut(self):
        """The place of the file's first byte is the second number of the index, stackup/supervisor/log_index.h."""
        index = self.work / ".stackup/logs/.index/shop+web"
        return index.exists() and int(index.read_bytes()[31:47], 16) > 0

    def test_several_processes_are_followed_with_their_names(self):
        self.shop()
        _, shown = self.follow("--grep", "o")
        self.tell("[b'one apple\\n', b'a pear\\n']")
        eventually("it is shown", lambda: "shop/web    │ one apple\n" in shown.read_text())
        self.tell("[b'two oranges\\n']", "worker")
        eventually("it is shown", lambda: "shop/worker │ two oranges\n" in shown.read_text())
        self.assertNotIn("pear", shown.read_text())

    def test_lines_are_found_by_when_they_arrived(self):
        self.shop()
        self.tell("[b'first\\n']")
        eventually("it is noted", lambda: self.arrival_of("first"))
        self.tell("[b'1999-01-01 00:00:00 a clock that is wrong\\n']")
        late = eventually("it is noted", lambda: self.arrival_of("wrong"))
        moment = datetime.fromtimestamp(late / 1000, timezone.utc)
        between = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.assertIn("wrong", self.stackup("logs", "shop/web", "--since", between).out)
        self.assertIn("wrong", self.stackup("logs", "shop/web", "--since", "10m").out)
        self.assertNotIn("wrong", self.stackup("logs", "shop/web", "--until", (moment - timedelta(days=1)).strftime("%Y-%m-%d")).out)
        shown = self.stackup("logs", "shop/web", "--times").out
        self.assertRegex(shown, r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} 1999-01-01 00:00:00 a clock")

    def arrival_of(self, text):
        """As --json says it, of the line with this text."""
        for line in self.stackup("logs", "shop/web", "--json").lines_of_json:
            if text in line["text"]:
                return line.get("t")  # noted a little later than it can be read
        return None

    def test_whatever_is_written_is_harmless_to_read(self):
        self.shop()
        self.tell("[b'\\x1b]0;title\\x07\\x1b[31mred\\x1b[0m \\xff\\xfe\\x00 end\\n', b'x' * (1 << 20) + b'\\n', b'after\\n']")
        eventually("it is written", lambda: self.ends_with("after"))
        shown = self.stackup("logs", "shop/web").out
        self.assertIn("red \ufffd\ufffd end\n", shown)
        self.assertIn("x … (983040 bytes more)\nafter\n", shown)
        self.assertEqual([c for c in shown if ord(c) < 32 and c != "\n"], [])

    def test_a_log_that_is_emptied_or_replaced_is_followed_on(self):
        self.shop()
        _, shown = self.follow("shop/web")
        self.log().write_text("")
        self.tell("[b'after it was emptied\\n']")
        eventually("it is shown", lambda: "after it was emptied\n" in shown.read_text())
        self.log().rename(self.log().with_suffix(".old"))
        self.log().write_text("in its place\n")
        eventually("it is shown", lambda: "in its place\n" in shown.read_text())
        self.assertEqual(shown.read_text().count("after it was emptied"), 1)

    def test_a_log_that_is_cut_does_not_make_a_starting_process_ready_too_late(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            processes:
              web: {sh: "i=0; while [ $i -lt 500000 ]; do echo 'it is not ready, but it has much to say about that'; i=$((i+1)); done; echo up; exec sleep 1000", ready: {log: "^up$"}}
            """
        )
        self.stackup("up")
        eventually("it is cut", lambda: self.size() <= LIMIT)

    def test_the_supervisor_sleeps_while_nothing_is_written(self):
        self.shop()
        pid = self.supervisor()

        def wake_ups():
            status = Path(f"/proc/{pid}/status").read_text()
            return sum(map(int, re.findall(r"ctxt_switches:\s+(\d+)", status)))

        def is_quiet():
            before = wake_ups()
            self.stackup("logs")  # a second or so in which nothing is written
            return wake_ups() == before

        eventually("it does not wake", is_quiet)

    def test_a_time_that_can_not_be_read_is_named(self):
        self.shop()
        failed = self.stackup("logs", "--since", "yesterday", code=2)
        self.assertIn("SU0101", failed.err)
        self.assertIn("--until and --follow exclude each other", self.stackup("logs", "-f", "--until", "1m", code=2).err)


if __name__ == "__main__":
    unittest.main()
