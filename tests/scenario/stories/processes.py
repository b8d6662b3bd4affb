"""What is kept running: started, watched, restarted, found again, stopped without a trace."""

import os
import signal
import socket
import unittest

from scenario import Scenario, eventually, fetch_page, is_listening

SHOP = """
    schema: 1
    name: shop
    summary: a shop
    needs: {db: postgresql.database}
    ports: {web: @0}
    processes:
      web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", ready: {http: /}, restart: {policy: on-failure, delay: 100ms}}
    overrides: {postgresql: {ports: {sql: @1}}}
"""
WEB = """
    schema: 1
    name: shop
    summary: a shop
    ports: {web: @0}
    processes:
      web: {run: "python3 -m http.server ${port.web} --bind ${host}", cwd: "${data}", ready: {http: /}, restart: {policy: on-failure, delay: 100ms}}
"""


class Processes(Scenario):
    def ready_again(self, name, old):
        def ask():
            process = self.process(name)
            return process["pid"] != old and process["state"] == "ready" and process

        return eventually(f"{name} is ready again", ask)

    def test_down_leaves_no_process_socket_port_or_lock(self):
        self.recipe(SHOP)
        self.stackup("up")
        self.assertEqual(self.listening(), [self.ports[0], self.ports[1]])
        self.stackup("down")
        self.expect_nothing_left()
        self.assertEqual([p for p in (self.work / ".stackup").rglob("*.pid") if "snapshots" not in p.parts], [])
        self.assertEqual({process["state"] for process in self.status(code=None)["processes"]}, {"stopped"})
        self.stackup("up")
        self.assertEqual({process["state"] for process in self.status()["processes"]}, {"ready"})

    def test_a_killed_service_is_restarted_and_ready_again(self):
        self.recipe(SHOP)
        self.stackup("up")
        old = self.process("postgresql.server")["pid"]
        os.kill(old, signal.SIGKILL)
        again = self.ready_again("postgresql.server", old)
        self.assertEqual(again["restarts"], 1)
        self.stackup("smoke")

    def test_services_outlive_their_supervisor_and_the_next_command_finds_them(self):
        self.recipe(SHOP)
        self.stackup("up")
        before = {process["id"]: process["pid"] for process in self.status()["processes"]}
        os.kill(self.supervisor(), signal.SIGKILL)
        eventually("the supervisor is gone", lambda: not any(" supervise " in c for c in self.processes_of_test().values()))
        fetch_page(f"http://127.0.0.1:{self.ports[0]}/")
        again = self.stackup("up")
        self.assertEqual({process["id"]: process["pid"] for process in self.status()["processes"]}, before, again)
        old = before["shop.web"] if "shop.web" in before else before["shop/web"]
        os.kill(old, signal.SIGKILL)
        self.ready_again("shop.web", old)
        self.stackup("down")
        self.expect_nothing_left()

    def test_down_stops_services_whose_supervisor_was_killed(self):
        self.recipe(SHOP)
        self.stackup("up")
        os.kill(self.supervisor(), signal.SIGKILL)
        self.stackup("down")
        self.expect_nothing_left()

    def test_a_port_that_somebody_else_has_is_left_to_him(self):
        self.recipe(WEB)
        with socket.create_server(("127.0.0.1", self.ports[0])):
            up = self.stackup("up")
            port = self.port("shop", "web")
            self.assertNotEqual(port, self.ports[0])
            self.assertIn(str(self.ports[0]), up.err, "it is told why another port was taken")
            fetch_page(f"http://127.0.0.1:{port}/")
        self.stackup("down")
        self.stackup("up")
        self.assertEqual(self.port("shop", "web"), port, "a port once chosen is kept")
        self.stackup("down")
        eventually("the port is free again", lambda: not is_listening(port))

    def test_a_process_that_ends_at_once_is_reported_with_its_last_words(self):
        self.recipe("{schema: 1, name: shop, summary: a shop, processes: {web: {sh: 'echo no apples today >&2; exit 4', restart: never, ready: {log: never}}}}\n")
        failed = self.stackup("up", code=1)
        for word in ("SU0603", "no apples today", "shop"):
            self.assertIn(word, failed.err)
        self.assertIn("no apples today", self.stackup("logs", "shop").out)

    def test_a_program_that_does_not_exist_is_named(self):
        self.recipe("{schema: 1, name: shop, summary: a shop, run: no-such-program --x}\n")
        failed = self.stackup("up", code=None)
        self.assertIn("SU0601", failed.err)
        self.assertIn("no-such-program", failed.err)

    def test_stop_start_and_restart_of_one_unit_leave_the_others_alone(self):
        self.recipe(SHOP)
        self.stackup("up")
        database = self.process("postgresql.server")["pid"]
        self.stackup("stop", "shop")
        self.assertEqual(self.process("shop.web")["state"], "stopped")
        self.assertFalse(is_listening(self.ports[0]))
        self.stackup("start", "shop")
        first = self.process("shop.web")
        self.assertEqual(first["state"], "ready")
        self.stackup("restart", "shop")
        second = self.process("shop.web")
        self.assertEqual(second["state"], "ready")
        self.assertNotEqual(first["pid"], second["pid"])
        self.assertEqual(self.process("postgresql.server")["pid"], database)

    def test_a_changed_recipe_restarts_only_its_own_process(self):
        recipe = self.recipe(SHOP)
        self.stackup("up")
        database, web = self.process("postgresql.server")["pid"], self.process("shop.web")["pid"]
        self.edit(recipe, "ready: {http: /}", "ready: {http: /}, env: {COLOUR: blue}")
        self.stackup("up")
        self.assertEqual(self.process("postgresql.server")["pid"], database)
        self.assertNotEqual(self.process("shop.web")["pid"], web)

    def test_instances_of_a_process_run_side_by_side(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            ports: {a: @0, b: @1}
            processes:
              web: {run: "python3 -m http.server ${instance.port} --bind ${host}", cwd: "${data}", instances: {a: {vars: {port: "${port.a}"}}, b: {vars: {port: "${port.b}"}}}, ready: {run: "true"}}
            """
        )
        self.stackup("up")
        for number in (0, 1):
            eventually("it listens", lambda n=number: is_listening(self.ports[n]))

    def test_a_service_that_ignores_term_is_killed_after_its_grace(self):
        self.recipe("{schema: 1, name: shop, summary: a shop, processes: {deaf: {sh: \"trap '' TERM; echo up; while :; do sleep 1; done\", ready: {log: up}, stop: {grace: 1s}}}}\n")
        self.stackup("up")
        down = self.stackup("down")
        self.assertLess(down.seconds, 20)
        self.expect_nothing_left()

    def test_what_a_service_leaves_behind_is_stopped_with_it(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            ports: {web: @0}
            processes:
              web: {sh: 'python3 -m http.server "$PORT" --bind 127.0.0.1 & python3 -m http.server "$OTHER" --bind 127.0.0.1', cwd: "${data}", env: {PORT: "${port.web}", OTHER: "@1"}, ready: {http: {port: web, path: /}}}
            """
        )
        self.stackup("up")
        self.stackup("down")
        self.expect_nothing_left()


if __name__ == "__main__":
    unittest.main()
