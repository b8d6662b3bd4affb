"""OpenStack's smallest stack, from source, and a contributor's day with it. That of all projects is in full_openstack.py."""

import importlib.util
import os
import signal
import subprocess
import sys
import unittest
import zipfile
from pathlib import Path

from openstack import OpenStackScenario
from scenario import BINARY, SERVERS, eventually


class OpenStack(OpenStackScenario):
    def test_the_smallest_stack_comes_up_and_is_worked_on(self):
        self.bring_up()
        self.assertIn("openstack/smoke", self.finished(), "a server became ACTIVE")
        self.assertIn("nothing to do", self.said("up"))
        self.expect_an_environment()
        self.expect_an_edit_to_be_served()
        self.expect_commands_to_reach_services()
        self.expect_every_process_to_come_back()
        self.expect_data_as_after_the_first_start()

    def expect_an_environment(self):
        """In a shell, and for programs that read clouds.yaml."""
        script = f'eval "$({BINARY} env openstack)" && openstack --os-cloud stackup project list -f value -c Name && stat -c %a "$OS_CLIENT_CONFIG_FILE"'
        shell = subprocess.run(["sh", "-c", script], cwd=self.work, env=self.environment, capture_output=True, text=True)
        self.assertEqual(shell.returncode, 0, shell.stderr)
        self.assertEqual(sorted(shell.stdout.split()), ["600", "admin", "service"])

    def expect_an_edit_to_be_served(self):
        self.assertNotIn("greeting", self.answer_of_keystone())
        before = self.pids()
        self.edit(self.work / "src/keystone/keystone/api/discovery.py", "'status': 'stable',", "'status': 'stable', 'greeting': 'hello',")
        self.stackup("restart", "keystone")
        self.assertEqual(self.answer_of_keystone()["greeting"], "hello")
        self.stackup("restart", "nova")
        after = self.pids()
        changed = {name for name in before if before[name] != after[name]}
        self.assertEqual(changed, {"keystone/api", "nova/api", "nova/conductor", "nova/scheduler", "nova/compute.a", "nova/compute.b"})
        self.stackup("smoke")

    def expect_commands_to_reach_services(self):
        self.assertIn("cell1", self.stackup("run", "nova", "--", "nova-manage", "cell_v2", "list_cells").out)
        self.assertIn("keystone\n", self.stackup("connect", "mariadb", stdin="show databases;\n").out)
        self.assertIn("Join ServiceGroup membership", self.stackup("logs", "nova/compute.a").out)
        self.stackup("stop", "nova/compute.a")
        self.assertEqual(self.process("nova/compute.a")["state"], "stopped")
        self.stackup("start", "nova/compute.a")
        self.assertEqual(self.process("nova/compute.a")["state"], "ready")
        self.assertRegex(self.said("test", "keystone", "--quick", timeout=400), r"- Passed: +[1-9]")

    def expect_every_process_to_come_back(self):
        for name, pid in self.pids().items():
            os.kill(pid, signal.SIGKILL)
            eventually(f"{name} serves again", lambda name=name, pid=pid: self.process(name)["state"] == "ready" and self.process(name)["pid"] != pid, patience=120)
        self.stackup("smoke")

    def expect_data_as_after_the_first_start(self):
        self.cloud("cloud('POST', 'network', '/v2.0/networks', {'network': {'name': 'mine'}})")
        self.assertIn("mine", self.names("network", "/v2.0/networks", "networks"))
        self.assertIn("comes back", self.said("reset", "--data", "-y", timeout=400))
        self.assertEqual(self.names("network", "/v2.0/networks", "networks"), [])
        self.assertEqual(self.answer_of_keystone()["greeting"], "hello", "a checkout is nobody's data")


    def test_libraries_come_from_an_index_as_the_constraints_say(self):
        wheels = self.place / "wheels"
        wheels.mkdir()
        self.wheel_of_installed("passlib", "1.7.99", wheels)
        index = self.serve(sys.executable, "-B", SERVERS / "package_index.py", wheels)
        constraints = self.write("upper-constraints.txt", "passlib===1.7.99\n")
        settings = {"openstack.index": f"http://127.0.0.1:{index.port}/simple/", "openstack.constraints": constraints, "keystone.ports.api": self.ports[0], "mariadb.ports.sql": self.ports[1],
                    "memcached.ports.memcache": self.ports[2]}  # fmt: skip
        mirror = f"https://opendev.org/openstack/=file://{self.mirror(('keystone',))}/"
        self.stackup("up", "keystone", "-w", self.work, "-y", "--mirror", mirror, *(word for key, value in settings.items() for word in ("--set", f"{key}={value}")))
        asked = index.contacts()
        self.assertGreater(asked, 0)
        used = self.stackup("run", "keystone", "--", "python3", "-c", "import importlib.metadata, passlib; print(importlib.metadata.version('passlib'), passlib.__file__)").out.split()
        self.assertEqual(used[0], "1.7.99")
        self.assertIn(".stackup/venv/keystone", used[1])
        self.assertIn("nothing to do", self.said("up"))
        self.assertEqual(index.contacts(), asked)

    def wheel_of_installed(self, name, version, directory):
        """The distribution's package of pure Python as a wheel of another version."""
        package = Path(importlib.util.find_spec(name).origin).parent
        about = {"METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
        with zipfile.ZipFile(directory / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            for file in sorted(package.rglob("*.py")):
                wheel.write(file, file.relative_to(package.parent))
            for file, text in about.items():
                wheel.writestr(f"{name}-{version}.dist-info/{file}", text)
            wheel.writestr(f"{name}-{version}.dist-info/RECORD", "".join(f"{file},,\n" for file in wheel.namelist()))


if __name__ == "__main__":
    unittest.main()
