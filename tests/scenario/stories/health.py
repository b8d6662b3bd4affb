"""Services that fall ill, and those that depend on them."""

import os
import signal
import unittest

from scenario import Scenario, eventually

SICK = '''
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(500 if os.path.exists(sys.argv[2]) else 200)
        self.end_headers()
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
'''


class Health(Scenario):
    def state_of(self, name):
        return self.process(name)["state"]

    def test_a_service_that_no_longer_answers_is_restarted(self):
        self.write("sick.py", SICK)
        self.recipe(
            f"""
            schema: 1
            name: shop
            summary: a shop
            ports: {{web: @0}}
            processes:
              web: {{run: "python3 {self.work}/sick.py ${{port.web}} {self.work}/ill", ready: {{http: /, interval: 100ms, retries: 2}}, restart: {{policy: on-failure, delay: 50ms, limit: 100}}}}
            """
        )
        self.stackup("up")
        old = self.process("shop.web")["pid"]
        (self.work / "ill").touch()
        eventually("it was restarted", lambda: self.process("shop.web")["pid"] not in (old, None))
        (self.work / "ill").unlink()
        eventually("it is ready again", lambda: self.state_of("shop.web") == "ready")
        events = (self.work / ".stackup/processes.jsonl").read_text()
        self.assertIn("process_unhealthy", events)
        self.assertIn("answers 500, not 200", events)

    def pair(self, database, web=""):
        self.recipe(
            f"""
            schema: 1
            name: shop
            summary: a shop
            processes:
              db: {{sh: "{database}", ready: {{log: up}}, restart: {{policy: on-failure, delay: 50ms, limit: 0}}}}
              web: {{sh: 'echo web; while [ -e "$DB" ]; do read -r x <"$FIFO"; done; echo "no database" >&2; exit 1', env: {{DB: {self.work}/db, FIFO: {self.work}/fifo}}, after: db.ready,
                     ready: {{log: web}}, restart: {{policy: on-failure, delay: 50ms, limit: 1}}{web}}}
            """
        )
        os.mkfifo(self.work / "fifo")

    def test_the_cause_upstream_is_named(self):
        self.pair(f"touch {self.work}/db; echo up; trap 'rm {self.work}/db; echo write: No space left on device >&2; exit 1' USR1; while :; do sleep 1000 & wait; done")
        self.stackup("up")
        os.kill(self.process("shop.db")["pid"], signal.SIGUSR1)
        eventually("the database has failed", lambda: self.state_of("shop.db") == "failed")
        with open(self.work / "fifo", "w") as fifo:
            fifo.write("look\n")
        eventually("the web waits", lambda: self.process("shop.web").get("cause"))
        web = self.process("shop.web")
        self.assertEqual(web["state"], "backing_off")
        self.assertIn("shop/db is failed", web["cause"])
        self.assertIn("No space left on device", web["cause"])
        text = self.stackup("status", code=1).out
        self.assertIn("down because shop/db is failed: exit code 1; write: No space left on device", text)
        self.stackup("up")
        eventually("both are ready again", lambda: {p["state"] for p in self.status(code=None)["processes"]} == {"ready"})

    def test_a_dependant_is_restarted_where_its_recipe_says_so(self):
        self.recipe(
            """
            schema: 1
            name: shop
            summary: a shop
            processes:
              db: {sh: 'echo up; exec sleep 1000', ready: {log: up}, restart: {policy: on-failure, delay: 50ms}}
              follower: {sh: 'echo up; exec sleep 1001', after: db.ready, ready: {log: up}, on_upstream_restart: restart}
              stayer: {sh: 'echo up; exec sleep 1002', after: db.ready, ready: {log: up}}
            """
        )
        self.stackup("up")
        before = {p["id"]: p["pid"] for p in self.status()["processes"]}
        os.kill(before["shop/db"], signal.SIGKILL)
        eventually("the follower is a new one", lambda: self.process("shop.follower")["pid"] not in (before["shop/follower"], None))
        eventually("all are ready", lambda: {p["state"] for p in self.status(code=None)["processes"]} == {"ready"})
        self.assertEqual(self.process("shop.stayer")["pid"], before["shop/stayer"])

    def test_a_crash_loop_says_why_and_gives_up(self):
        self.recipe("{schema: 1, name: shop, summary: a shop, processes: {web: {sh: 'echo up; echo \"bind: Address already in use\" >&2; exit 3', ready: {log: up}, restart: {policy: always, delay: 10ms, limit: 2}}}}\n")
        self.stackup("up", "--no-smoke", code=None)
        eventually("it has given up", lambda: self.state_of("shop.web") == "failed")
        error = self.process("shop.web")["error"]
        self.assertIn("Address already in use", str(error))
        self.assertIn("bind: Address already in use", self.stackup("status", code=1).out)


if __name__ == "__main__":
    unittest.main()
