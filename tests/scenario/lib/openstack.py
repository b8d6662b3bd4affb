"""For the stories with OpenStack: its repositories from a mirror that is made once a machine, and what a contributor does with the cloud."""

import json
import os
import tempfile
from pathlib import Path

from scenario import SOURCE, Scenario, fetch_page

MINIMAL = ("keystone", "glance", "placement", "neutron", "nova")
FULL = (*MINIMAL, "cinder", "heat", "horizon", "swift")
PORTS = ("keystone.ports.api", "glance.ports.api", "placement.ports.api", "neutron.ports.api", "nova.ports.api", "mariadb.ports.sql", "memcached.ports.memcache", "rabbitmq.ports.amqp",
         "rabbitmq.ports.distribution", "rabbitmq.ports.epmd")  # fmt: skip
MORE_PORTS = ("cinder.ports.api", "heat.ports.api", "horizon.ports.api", "swift.ports.api", "swift.ports.object", "swift.ports.container", "swift.ports.account")


class OpenStackScenario(Scenario):
    def mirror(self, projects):
        """Where their repositories are."""
        kept = Path(os.environ.get("STACKUP_OPENSTACK_MIRROR", f"{tempfile.gettempdir()}/stackup-openstack-{os.getuid()}/mirror"))
        self.made_once(kept, SOURCE / "contrib/openstack-mirror", kept, *projects)
        return kept

    def bring_up(self, *words, projects=MINIMAL, ports=PORTS):
        settings = [word for number, key in enumerate(ports) for word in ("--set", f"{key}={self.ports[number]}")]
        mirror = ["--mirror", f"https://opendev.org/openstack/=file://{self.mirror(projects)}/"]
        self.stackup("up", "openstack", "-w", self.work, *words, "-y", *mirror, *settings, timeout=800)

    def said(self, *words, **how):
        run = self.stackup(*words, **how)
        return run.out + run.err

    def pids(self):
        return {process["id"]: process["pid"] for process in self.status()["processes"]}

    def cloud(self, *lines):
        """What a program of these lines prints, with `cloud` as the administrator's."""
        program = "\n".join(("import json", "from openstack_api import Cloud, wait_until", "cloud = Cloud()", *lines))
        return self.stackup("run", "openstack", "--", "python3", "-c", program).out

    def names(self, service, path, things):
        return [thing["name"] for thing in json.loads(self.cloud(f"print(json.dumps(cloud('GET', {service!r}, {path!r})))"))[things]]

    def answer_of_keystone(self):
        """What keystone says of its version."""
        return json.loads(fetch_page(f"http://127.0.0.1:{self.ports[0]}/v3"))["version"]
