"""Real services that leave something behind when they are killed: nginx's worker, apache2's child, RabbitMQ's beam and epmd, PostgreSQL's children.

Each is killed in each of its parts, must be ready again by its restart policy, and gone after `down`, also when the supervisor was killed as well.
"""

import os
import shutil
import signal
import socket
import unittest
from pathlib import Path

from misbehave import is_alive
from scenario import Scenario, eventually, fetch_page, is_listening

NGINX = """
    schema: 1
    name: shop
    summary: a shop behind nginx
    path: [/usr/sbin]
    ports: {web: @0}
    files:
      nginx.conf:
        text: |
          daemon off;
          worker_processes 2;
          pid "${run}/nginx.pid";
          error_log stderr;
          events {}
          http {
            access_log off;
            client_body_temp_path "${data}/body";
            proxy_temp_path "${data}/proxy";
            fastcgi_temp_path "${data}/fastcgi";
            uwsgi_temp_path "${data}/uwsgi";
            scgi_temp_path "${data}/scgi";
            server { listen ${host}:${port.web}; location = /healthz { return 200 "ok"; } }
          }
    processes:
      web: {run: "nginx -e stderr -p ${data} -c ${file.nginx.conf}", ready: {http: /healthz}, restart: {delay: 100ms}, stop: {signal: QUIT}}
"""
APACHE = """
    schema: 1
    name: shop
    summary: a shop behind apache
    path: [/usr/sbin]
    ports: {web: @0}
    files:
      httpd.conf:
        text: |
          ServerRoot "${data}"
          ServerName ${host}
          Listen ${host}:${port.web}
          PidFile "${run}/apache.pid"
          DefaultRuntimeDir "${run}"
          Mutex pthread
          ErrorLog /dev/stderr
          LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
          LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
          StartServers 2
          DocumentRoot "${data}"
    steps: {page: {sh: 'echo ok >"$DATA/healthz"', env: {DATA: "${data}"}, per: data}}
    processes:
      web: {run: "apache2 -f ${file.httpd.conf} -DFOREGROUND", ready: {http: /healthz}, restart: {delay: 100ms}}
"""
RABBITMQ = """
    schema: 1
    name: shop
    summary: a shop with RabbitMQ
    ports: {amqp: @0, distribution: @1, epmd: @2}
    files:
      rabbitmq.conf:
        text: |
          vm_memory_high_watermark.absolute = 512MB
          disk_free_limit.absolute = 50MB
    env:
      HOME: ${data}
      RABBITMQ_NODENAME: shop@localhost
      RABBITMQ_MNESIA_BASE: ${data}/mnesia
      RABBITMQ_LOG_BASE: ${data}/log
      RABBITMQ_LOGS: "-"
      RABBITMQ_NODE_PORT: ${port.amqp}
      RABBITMQ_NODE_IP_ADDRESS: ${host}
      RABBITMQ_DIST_PORT: ${port.distribution}
      ERL_EPMD_PORT: ${port.epmd}
      ERL_EPMD_ADDRESS: ${host}
      RABBITMQ_ENABLED_PLUGINS_FILE: ${data}/plugins
      RABBITMQ_CONFIG_FILE: ${file.rabbitmq.conf}
      RABBITMQ_CONF_ENV_FILE: /dev/null
      RABBITMQ_GENERATED_CONFIG_DIR: ${data}/generated
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none"
    processes:
      # The wrapper ends with 0 when its beam is killed, so on-failure would leave it at that.
      broker: {run: /usr/lib/rabbitmq/bin/rabbitmq-server, ready: {tcp: amqp, timeout: 3m}, restart: {policy: always, delay: 100ms}}
"""
POSTGRESQL = """
    schema: 1
    name: shop
    summary: a shop with PostgreSQL
    needs: [postgresql]
    overrides: {postgresql: {ports: {sql: @0}}}
"""


def needs(program):
    """Also found where a user's PATH does not lead."""
    return unittest.skipUnless(shutil.which(program, path="/usr/sbin:/usr/bin:/usr/lib/rabbitmq/bin"), f"{program} is not installed")


def session_of(pid):
    return os.getsid(pid)


class RealFaults(Scenario):
    def kill(self, *pids):
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        eventually(f"{pids} are gone", lambda: not any(is_alive(pid) for pid in pids))

    def parts(self):
        """{pid: name} of the service, without the supervisor."""
        found = {}
        for pid, command in self.processes_of_test().items():
            if " supervise " not in command:
                try:
                    found[pid] = Path(f"/proc/{pid}/comm").read_text().strip()
                except OSError:
                    pass  # it has just ended
        return found

    def named(self, name):
        return {pid for pid, comm in self.parts().items() if comm == name}

    def main_process(self):
        return self.status()["processes"][0]["pid"]

    def expect_ready_again(self, gone):
        """By its restart policy; nothing of before is left, so the answers are the new one's."""

        def ask():
            (process,) = self.status(code=None)["processes"]
            return process["state"] == "ready" and process["pid"] not in gone and not gone & set(self.parts())

        eventually("it is ready again", ask, patience=120)

    def expect_down_leaves_nothing(self):
        self.stackup("down")
        self.assertEqual(self.processes_of_test(), {})
        self.expect_nothing_left()

    # --- a master with workers that keep the listening socket

    def try_a_web_server(self, recipe):
        self.recipe(recipe)
        page = f"http://127.0.0.1:{self.ports[0]}/healthz"
        self.stackup("up")
        self.assertGreater(len(self.parts()), 1, "there is a worker")

        first = set(self.parts())
        self.kill(self.main_process())
        self.expect_ready_again(first)
        self.assertEqual(fetch_page(page).strip(), "ok")

        second = set(self.parts())
        self.kill(self.supervisor(), self.main_process())
        self.assertTrue(is_listening(self.ports[0]), "the worker goes on; else this test proves nothing")
        self.stackup("up")
        self.assertEqual(set(self.parts()) & second, set(), "the orphan was stopped before the port was taken again")
        self.assertEqual(fetch_page(page).strip(), "ok")

        main = self.main_process()
        self.kill(self.supervisor(), main)
        self.assertTrue(is_listening(self.ports[0]))
        self.expect_down_leaves_nothing()

    @needs("nginx")
    def test_nginx_and_its_workers(self):
        self.try_a_web_server(NGINX)

    @needs("apache2")
    def test_apache_and_its_children(self):
        self.try_a_web_server(APACHE)

    # --- RabbitMQ: a shell, beam, helpers in sessions of their own, and a daemon that belongs to nobody

    def expect_broker(self):
        with socket.create_connection(("127.0.0.1", self.ports[0]), timeout=30) as client:
            client.sendall(b"AMQP\0\0\x09\x01")
            self.assertIn(b"RabbitMQ", client.recv(4096))
        eventually("there is one beam", lambda: len(self.named("beam.smp")) == 1)

    @needs("rabbitmq-server")
    def test_rabbitmq_with_its_wrapper_and_with_its_beam_killed(self):
        self.recipe(RABBITMQ)
        self.stackup("up", timeout=280)
        self.expect_broker()

        first = self.main_process()
        beam = self.named("beam.smp")
        self.assertNotIn(first, beam, "the wrapper is a process of its own")
        self.kill(first)
        self.expect_ready_again(beam | {first})
        self.expect_broker()

        second = self.main_process()
        beam = self.named("beam.smp")
        self.kill(*beam)
        self.expect_ready_again(beam | {second})
        self.expect_broker()
        self.expect_down_leaves_nothing()

    @needs("rabbitmq-server")
    def test_epmd_goes_with_the_broker_that_started_it(self):
        self.recipe(RABBITMQ)
        self.stackup("up", timeout=280)
        (epmd,) = self.named("epmd")
        self.assertNotEqual(session_of(epmd), session_of(self.main_process()))
        self.assertTrue(is_listening(self.ports[2]))
        self.kill(self.supervisor(), self.main_process(), *self.named("beam.smp"))
        self.assertEqual(self.named("epmd"), {epmd}, "it outlives them all; else this test proves nothing")
        self.expect_down_leaves_nothing()

    # --- PostgreSQL: every child leads a session

    def test_postgresql_and_its_children_in_sessions_of_their_own(self):
        self.recipe(POSTGRESQL)
        self.stackup("up")
        main = self.main_process()
        children = set(self.parts()) - {main}
        self.assertGreater(len(children), 3)
        self.assertTrue(all(session_of(child) == child for child in children), "each leads a session")

        self.kill(min(children))  # the postmaster ends the others and starts them again
        eventually("the children are others", lambda: len(set(self.parts())) > 3 and not children & set(self.parts()))
        self.assertEqual(self.main_process(), main)

        before = set(self.parts())
        self.kill(main)
        self.expect_ready_again(before)
        self.stackup("smoke")

        self.kill(self.supervisor())
        self.stackup("up")
        self.expect_down_leaves_nothing()

    def test_postgresql_starts_when_its_lock_files_were_left_empty(self):
        """As a kill in the instant in which it makes them leaves them."""
        self.recipe(POSTGRESQL)
        self.stackup("up")
        locks = [*self.place.rglob("postmaster.pid"), *self.place.rglob(".s.PGSQL.*.lock")]
        self.assertEqual(len(locks), 2, locks)
        self.kill(self.supervisor(), self.main_process())
        for lock in locks:
            lock.write_text("")
        self.stackup("up")
        self.stackup("smoke")

    def test_postgresqls_children_that_were_stopped_when_their_parent_was_killed(self):
        """SIGSTOP keeps them from noticing that the postmaster is gone: they hold its sessions, shared memory and data directory."""
        self.recipe(POSTGRESQL)
        self.stackup("up")
        main = self.main_process()
        children = set(self.parts()) - {main}
        for child in children:
            os.kill(child, signal.SIGSTOP)
        self.kill(self.supervisor(), main)
        self.assertEqual(set(self.parts()), children, "they are still there; else this test proves nothing")
        self.expect_down_leaves_nothing()


if __name__ == "__main__":
    unittest.main()
