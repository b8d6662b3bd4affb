"""Every built-in service: comes up alone, makes what it offers for two dependants at a time, survives a kill, a restart and a reset, and leaves nothing."""

import os
import signal
import unittest

import yaml

from scenario import SOURCE, Scenario, eventually

# What a claim needs beside its name.
PARAMETERS = {"haproxy.backend": {"servers": "127.0.0.1:9"}, "nginx.proxy": {"to": "127.0.0.1:9"}, "prometheus.target": {"to": "127.0.0.1:9"}}


class Catalogue(Scenario):
    def keeps_its_promises(self, name):
        self.name, self.recipe_text = name, yaml.safe_load((SOURCE / "services" / f"{name}.yaml").read_text())
        self.bring_up()
        self.kill_each_process()
        self.stackup("restart", name)
        self.expect_ready()
        self.stackup("smoke")
        self.stackup("reset", "--data", "-y")
        self.expect_ready()
        self.assertEqual(self.stackup("plan", "--exit-code").code, 0)

    def bring_up(self):
        ports = {port: self.ports[number] for number, port in enumerate(self.recipe_text["ports"])}
        self.write("stackup.yaml", yaml.safe_dump({"schema": 1, "name": "shop", "summary": "a shop", "needs": self.claims(), "overrides": {self.name: {"ports": ports}}}))
        self.stackup("up")
        self.expect_ready()

    def claims(self):
        """Each offer twice, under two names."""
        claims = {}
        for offer, details in self.recipe_text.get("offers", {}).items():
            if offer == "default":
                continue
            for number in (1, 2):
                claims[f"{offer}-{number}"] = {f"{self.name}.{offer}": {"name": f"{offer}_{number}", "env": {}, **PARAMETERS.get(f"{self.name}.{offer}", {})}}
        return claims or [self.name]

    def own_processes(self):
        return [process for process in self.status()["processes"] if process["unit"] == self.name]

    def expect_ready(self):
        states = {process["id"]: process["state"] for process in self.own_processes()}
        self.assertEqual(set(states.values()), {"ready"}, states)

    def kill_each_process(self):
        for process in self.own_processes():
            os.kill(process["pid"], signal.SIGKILL)
            eventually(f"{process['id']} is ready again", lambda one=process: self.is_again_ready(one))

    def is_again_ready(self, before):
        now = next(process for process in self.own_processes() if process["id"] == before["id"])
        return now["state"] == "ready" and now["pid"] != before["pid"]

    def test_apache2(self):
        self.keeps_its_promises("apache2")

    def test_beanstalkd(self):
        self.keeps_its_promises("beanstalkd")

    def test_dnsmasq(self):
        self.keeps_its_promises("dnsmasq")

    def test_docker_registry(self):
        self.keeps_its_promises("docker-registry")

    def test_etcd(self):
        self.keeps_its_promises("etcd")

    def test_haproxy(self):
        self.keeps_its_promises("haproxy")

    def test_influxdb(self):
        self.keeps_its_promises("influxdb")

    def test_mail(self):
        self.keeps_its_promises("mail")

    def test_mariadb(self):
        self.keeps_its_promises("mariadb")

    def test_memcached(self):
        self.keeps_its_promises("memcached")

    def test_mosquitto(self):
        self.keeps_its_promises("mosquitto")

    def test_nats(self):
        self.keeps_its_promises("nats")

    def test_nginx(self):
        self.keeps_its_promises("nginx")

    def test_pgbouncer(self):
        self.keeps_its_promises("pgbouncer")

    def test_postgresql(self):
        self.keeps_its_promises("postgresql")

    def test_prometheus(self):
        self.keeps_its_promises("prometheus")

    def test_rabbitmq(self):
        self.keeps_its_promises("rabbitmq")

    def test_redis(self):
        self.keeps_its_promises("redis")

    def test_slapd(self):
        self.keeps_its_promises("slapd")

    def test_squid(self):
        self.keeps_its_promises("squid")

    def test_victoria_metrics(self):
        self.keeps_its_promises("victoria-metrics")

    def test_zookeeper(self):
        self.keeps_its_promises("zookeeper")


if __name__ == "__main__":
    unittest.main()
