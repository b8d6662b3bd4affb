"""Several commands, several workspaces, several versions at once."""

import os
import shutil
import signal
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from scenario import BINARY, Scenario, eventually, is_listening

WEB = """
    schema: 1
    name: shop
    summary: a shop
    ports: {web: @0}
    steps:
      slow: {sh: 'echo begun >>"$LIST"; while ! [ -e "$GO" ]; do read -r line <"$FIFO"; done; echo ended >>"$LIST"', env: {GO: "@GO", LIST: "@LIST", FIFO: "@FIFO"}}
    processes:
      web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", ready: {http: /}}
"""


PORT_OF_A_SHOP = "{schema: 1, name: shop, summary: a shop, ports: {web: @0}, processes: {web: {run: 'python3 -m http.server ${port.web} --bind ${host}', cwd: '${data}', ready: {http: /}}}}\n"


class Together(Scenario):
    def slow_stack(self):
        """A stack with a step that goes on when let_go is called."""
        self.list, self.fifo, self.go = self.place / "list", self.place / "fifo", self.place / "go"
        os.mkfifo(self.fifo)
        self.recipe(WEB.replace("@GO", str(self.go)).replace("@LIST", str(self.list)).replace("@FIFO", str(self.fifo)))

    def let_go(self):
        self.go.touch()
        fifo = os.open(self.fifo, os.O_RDWR)
        os.write(fifo, b"go\n")
        self.addCleanup(os.close, fifo)

    def begun(self):
        return self.list.read_text().split().count("begun") if self.list.exists() else 0

    def test_a_second_up_follows_the_first(self):
        self.slow_stack()
        first = self.begin("up")
        eventually("the slow step has begun", lambda: self.begun() == 1)
        second = self.begin("up")
        line = second.stderr.readline()
        self.assertIn("stackup up, pid", line)
        self.assertIn("Following it", line)
        self.let_go()
        self.assertEqual(first.wait(60), 0, first.stderr.read())
        rest = second.stderr.read()
        self.assertEqual(second.wait(60), 0, rest)
        self.assertIn("slow: done", rest, "what the first did is shown")
        self.assertIn("Everything is up to date", rest)
        self.assertEqual(self.begun(), 1, "it was not done twice")

    def test_who_follows_can_leave(self):
        self.slow_stack()
        first = self.begin("up")
        eventually("the slow step has begun", lambda: self.begun() == 1)
        second = self.begin("up")
        second.stderr.readline()
        second.send_signal(signal.SIGINT)
        self.assertEqual(second.wait(60), 130)
        self.let_go()
        self.assertEqual(first.wait(60), 0, first.stderr.read())

    def test_the_follower_of_a_killed_up_goes_on_where_that_was(self):
        self.slow_stack()
        first = self.begin("up")
        eventually("the slow step has begun", lambda: self.begun() == 1)
        second = self.begin("up")
        second.stderr.readline()
        first.kill()
        first.wait()
        eventually("the step is done again", lambda: self.begun() == 2)
        self.let_go()
        rest = second.stderr.read()
        self.assertEqual(second.wait(60), 0, rest)
        self.assertIn("ended what an earlier run had left of it", rest)
        self.assertEqual(self.list.read_text().split(), ["begun", "begun", "ended"], "the step never ran twice at a time")

    def test_down_cancels_an_up(self):
        self.slow_stack()
        first = self.begin("up")
        eventually("the slow step has begun", lambda: self.begun() == 1)
        down = self.stackup("down")
        self.assertIn("Ending `stackup up, pid", down.err)
        self.assertEqual(first.wait(60), 130)
        self.expect_nothing_left()
        self.let_go()
        self.stackup("up")
        self.assertEqual(self.process("shop.web")["state"], "ready")

    def test_many_look_at_a_stack_at_once(self):
        self.slow_stack()
        self.let_go()
        self.stackup("up")
        with ThreadPoolExecutor(10) as pool:
            looks = list(pool.map(lambda _: self.status(), range(30)))
        self.assertEqual({look["processes"][0]["state"] for look in looks}, {"ready"})
        first = self.process("shop.web")["pid"]
        self.assertEqual({look["processes"][0]["pid"] for look in looks}, {first})

    def test_status_answers_while_up_is_at_work(self):
        self.slow_stack()
        first = self.begin("up")
        eventually("the slow step has begun", lambda: self.begun() == 1)
        self.status(code=None)
        self.let_go()
        self.assertEqual(first.wait(60), 0, first.stderr.read())

    def test_workspaces_that_come_up_at_once_get_ports_of_their_own(self):
        self.recipe(PORT_OF_A_SHOP)
        places = [self.home / f"w{i}" for i in range(5)]
        for place in places:
            place.mkdir()
            shutil.copy(self.work / "stackup.yaml", place)
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda place: self.stackup("up", cwd=place), places))
        self.expect_different_ports([self.port("shop", "web", cwd=place) for place in places])

    def test_users_who_know_nothing_of_each_other_get_ports_of_their_own(self):
        """Each has a registry of its own, and all keep the same port when they come up at once."""
        self.recipe(PORT_OF_A_SHOP)
        users = [self.user(number) for number in range(5)]

        def everybody(*words):
            with ThreadPoolExecutor(5) as pool:
                return list(pool.map(lambda user: self.stackup(*words, cwd=user["HOME"], environment=user), users))

        for user in users:  # one after the other: each keeps the port that it prefers
            self.stackup("up", cwd=user["HOME"], environment=user)
            self.stackup("down", cwd=user["HOME"], environment=user)
        everybody("up")
        self.expect_different_ports([run.json["ports"][0]["number"] for run in everybody("status", "--json")])
        everybody("down")

    def user(self, number):
        """An environment with nothing in common with the others but the machine."""
        home = self.home / f"u{number}"
        home.mkdir()
        shutil.copy(self.work / "stackup.yaml", home)
        return {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_CACHE_HOME": str(home / "cache")}

    def expect_different_ports(self, ports):
        self.assertEqual(len(set(ports)), len(ports), ports)
        for port in ports:
            self.assertTrue(is_listening(port))


class Upgrade(Scenario):
    """A newer stackup under a stack that an older one brought up."""

    def setUp(self):
        super().setUp()
        self.recipe(PORT_OF_A_SHOP)
        self.newer = self.place / "newer" / "stackup"
        self.newer.parent.mkdir()
        version = subprocess.run([BINARY, "version"], capture_output=True, text=True, env=self.environment, check=True).stdout.split()[1].encode()
        other = version[:-1] + (b"9" if version[-1:] != b"9" else b"8")
        self.newer.write_bytes(BINARY.read_bytes().replace(version, other))
        self.newer.chmod(0o755)

    def with_newer(self, *words):
        run = subprocess.run([self.newer, *words], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run

    def supervisors(self):
        return [command for command in self.processes_of_test().values() if " supervise " in command]

    def test_a_newer_binary_takes_the_stack_over_without_touching_it(self):
        self.stackup("up")
        before = self.process("shop.web")["pid"]
        self.with_newer("up")
        self.assertEqual(self.process("shop.web")["pid"], before)
        self.with_newer("restart", "shop")
        after = self.process("shop.web")["pid"]
        self.assertNotEqual(after, before)
        self.assertEqual(len(self.supervisors()), 1)
        self.assertIn(str(self.newer), self.supervisors()[0])
        self.with_newer("down")
        self.expect_nothing_left()

    def test_a_service_that_the_old_one_watched_is_watched_by_the_new(self):
        self.stackup("up")
        (self.work / "stackup.yaml").write_text((self.work / "stackup.yaml").read_text().replace("processes: {", "processes: {more: {sh: 'echo up; exec sleep 1000', ready: {log: up}}, "))
        self.with_newer("up")
        self.assertIn(str(self.newer), self.supervisors()[0])
        old = self.process("shop.web")["pid"]
        os.kill(old, signal.SIGKILL)
        eventually("it is ready again", lambda: self.process("shop.web")["pid"] != old and self.process("shop.web")["state"] == "ready")


if __name__ == "__main__":
    unittest.main()
