"""OpenStack as a plain script brings it up: one command after the other, each waited for, as the projects' installation guides have them.

It is what tests/bench/openstack.py compares with. The configuration files and the daemons' command lines are those of a workspace in which stackup has
brought up the same services, with its paths changed; so are the servers of MariaDB, RabbitMQ and memcached, which run already and whose start is not counted.
"""

import configparser
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECTS = ("keystone", "glance", "placement", "nova", "neutron", "cinder", "heat", "horizon", "swift")
DATABASES = {"keystone": "keystone", "glance": "glance", "placement": "placement", "nova": "nova nova_api nova_cell0", "neutron": "neutron", "cinder": "cinder", "heat": "heat"}
TYPES = {"glance": "image", "placement": "placement", "nova": "compute", "neutron": "network", "cinder": "volumev3", "heat": "orchestration", "swift": "object-store"}
SUFFIXES = {"nova": "/v2.1", "cinder": "/v3/%(project_id)s", "heat": "/v1/%(project_id)s", "swift": "/v1/AUTH_%(project_id)s"}
HEALTH = {"keystone": "/v3", "horizon": "/auth/login/", "nova": "/", "neutron": "/", "placement": "/"}  # of others /healthcheck

TEMPLATE = """
heat_template_version: 2018-08-31
resources: {word: {type: "OS::Heat::RandomString", properties: {length: 8}}}
"""


class ByHand:
    def __init__(self, workspace, place, mirror, connection):
        """`connection`: the variables by which `mariadb` reaches the server as its administrator."""
        self.workspace, self.place, self.mirror, self.connection = Path(workspace), Path(place), mirror, connection
        self.daemons, self.times = [], []
        for name in PROJECTS:
            self.copy_configuration(name)
        self.specs = {spec["id"]: spec for spec in map(json.loads, map(self.translated, (file.read_text() for file in (self.workspace / ".stackup/processes").glob("*.json"))))}
        self.admin = self.environment("keystone/api", **{"OS_VOLUME_API_VERSION": "3"})

    # --- what the workspace knows

    def translated(self, text):
        return text.replace(f"{self.workspace}/.stackup/", f"{self.place}/").replace(f"{self.workspace}/src/", f"{self.place}/src/")

    def copy_configuration(self, name):
        for part in ("home", "files"):
            given = self.workspace / ".stackup" / part / name
            if given.is_dir():
                shutil.copytree(given, self.place / part / name, ignore=shutil.ignore_patterns(".cache", "__pycache__", "*.ring.gz"), symlinks=True)
        for file in (*(self.place / "home" / name).rglob("*"), *(self.place / "files" / name).glob("*")):
            if file.is_symlink():
                target = self.translated(os.readlink(file))
                file.unlink()
                file.symlink_to(target)
            elif file.is_file():
                file.write_text(self.translated(file.read_text()))

    def conf(self, name):
        file = {"glance": "glance-api.conf", "swift": "authtoken.conf"}.get(name, f"{name}.conf")
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        parser.read(self.place / "home" / name / ("swift" if name == "swift" else f".{name}") / file)
        return parser

    def environment(self, process, **more):
        return {**self.specs[process]["program"]["environment"], **more}

    def port(self, name):
        return self.specs[f"{name}/api"]["ports"][0] if name != "swift" else int(self.proxy().get("DEFAULT", "bind_port"))

    def proxy(self):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(self.place / "home/swift/swift/proxy-server.conf")
        return parser

    # --- how it is done

    def timed(self, what, action, *arguments):
        begun = time.monotonic()
        action(*arguments)
        self.times.append((what, time.monotonic() - begun))

    def run(self, command, environment, **how):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, shell=isinstance(command, str), **{"timeout": 300, **how})
        if done.returncode != 0:
            raise SystemExit(f"by hand: {command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def manage(self, name, command):
        self.run(command, self.environment(f"{name}/api"), cwd=self.place / "src" / name)

    def openstack(self, *lines):
        """Several commands in one run of the client, which would take two seconds for each."""
        output = self.run(["openstack"], self.admin, input="\n".join(lines) + "\n")
        if re.search(r"HTTP 4\d\d|HTTP 5\d\d|not found|No \w+ found", output):
            raise SystemExit(f"by hand: openstack {lines}: {output}")
        return output

    def begin(self, process):
        program = self.specs[process]["program"]
        log = (self.place / f"{process.replace('/', '-')}.log").open("wb")
        daemon = subprocess.Popen(program["arguments"], env=program["environment"], cwd=program["directory"], stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        self.daemons.append(daemon)

    def await_answer(self, name):
        url = f"http://127.0.0.1:{self.port(name)}{HEALTH.get(name, '/healthcheck')}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(1200):
            try:
                opener.open(url, timeout=5).close()
                return
            except urllib.error.HTTPError as error:
                if error.code == 300:
                    return
            except OSError:
                pass
            time.sleep(0.1)  # as scripts do
        raise SystemExit(f"by hand: {url} does not answer")

    def start(self, name, *others):
        for process in (*others, "api"):
            self.begin(f"{name}/{process}")
        self.await_answer(name)

    # --- the course of things

    def install(self, name):
        source, venv = self.place / "src" / name, self.place / "venv" / name
        environment = {**os.environ, "SKIP_GENERATE_AUTHORS": "1", "SKIP_WRITE_GIT_CHANGELOG": "1"}
        self.run(["git", "clone", "-q", "-b", "zed-eom", f"{self.mirror}/{name}", source], environment)
        self.run(["/usr/bin/python3", "-m", "venv", "--system-site-packages", "--without-pip", venv], environment)
        self.run([venv / "bin/python", "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-e", "."], environment, cwd=source)

    def make_databases(self):
        statements = []
        for project, names in DATABASES.items():
            url = self.conf(project).get("placement_database" if project == "placement" else "database", "connection")
            user, password = re.match(r"mysql\+pymysql://([^:]+):([^@]+)@", url).groups()
            grants = [(name, user, password) for name in names.split()]
            if project == "nova":
                other = re.match(r"mysql\+pymysql://([^:]+):([^@]+)@", self.conf("nova").get("api_database", "connection")).groups()
                grants = [(name, *(other if name == "nova_api" else (user, password))) for name in names.split()]
            for name, owner, secret in grants:
                statements.append(f"drop database if exists {name}; create database {name} character set utf8; create user if not exists {owner}@'%'; alter user {owner}@'%' identified by '{secret}'; grant all on {name}.* to {owner}@'%';")
        self.run(["mariadb", "--no-defaults", "--protocol=tcp", "-u", self.connection["MYSQL_USER"]], {**os.environ, **self.connection}, input="\n".join(statements))

    def make_directories(self):
        for directory in ("keystone", "glance/images", "glance/staging", "glance/tasks", "nova/a", "nova/b", "neutron", "cinder", "heat", "horizon", "swift/devices/d1"):
            (self.place / "data" / directory).mkdir(parents=True)
        for name in PROJECTS:
            (self.place / "data" / name / "locks").mkdir(parents=True)

    def users(self):
        """What the projects' guides have typed in: a user, a service and an endpoint of each."""
        lines = ["project create --domain default service", "role create service"]
        for name, kind in TYPES.items():
            password = self.conf(name).get("keystone_authtoken", "password")
            url = f"http://127.0.0.1:{self.port(name)}{SUFFIXES.get(name, '')}"
            lines += [f"user create --domain default --password {password} {name}", f"role add --user {name} --project service admin",
                      f"service create --name {name} {kind}", f"endpoint create --region RegionOne {kind} public {url}"]
        heat = self.conf("heat")
        domain, user = heat.get("DEFAULT", "stack_user_domain_name"), heat.get("DEFAULT", "stack_domain_admin")
        lines += [f"domain create {domain}", f"user create --domain {domain} --password {heat.get('DEFAULT', 'stack_domain_admin_password')} {user}",
                  f"role add --domain {domain} --user-domain {domain} --user {user} admin"]
        self.openstack(*lines)

    def keystone(self):
        manage, url = f"keystone-manage --config-file {self.place}/home/keystone/.keystone/keystone.conf", f"http://127.0.0.1:{self.port('keystone')}/v3"
        self.timed("keystone: db_sync", self.manage, "keystone", f"{manage} db_sync")
        self.timed("keystone: fernet_setup", self.manage, "keystone", f"{manage} fernet_setup")
        self.timed("keystone: credential_setup", self.manage, "keystone", f"{manage} credential_setup")
        self.timed("keystone: bootstrap", self.manage, "keystone", f"{manage} bootstrap --bootstrap-password {self.admin['OS_PASSWORD']} --bootstrap-region-id RegionOne --bootstrap-public-url {url}")
        self.timed("keystone: start", self.start, "keystone")
        self.timed("keystone: smoke, a token", self.openstack, "token issue")
        self.timed("keystone: users, services, endpoints", self.users)

    def glance(self):
        self.timed("glance: db_sync", self.manage, "glance", "glance-manage db_sync")
        self.timed("glance: start", self.start, "glance")
        (self.place / "tiny").write_bytes(b"\0" * 512)
        self.timed("glance: smoke, an image", self.openstack, f"image create --disk-format raw --container-format bare --public --file {self.place}/tiny tiny", "image list")

    def placement(self):
        self.timed("placement: db sync", self.manage, "placement", "placement-manage db sync")
        self.timed("placement: start", self.start, "placement")

    def nova_databases(self):
        conf = self.conf("nova")
        manage = f"nova-manage --config-file {self.place}/home/nova/.nova/nova.conf"
        cell0 = conf.get("database", "connection").replace("/nova?", "/nova_cell0?")
        self.timed("nova: api_db sync", self.manage, "nova", f"{manage} api_db sync")
        self.timed("nova: map_cell0", self.manage, "nova", f"{manage} cell_v2 map_cell0 --database_connection '{cell0}'")
        self.timed("nova: create_cell", self.manage, "nova", f"{manage} cell_v2 create_cell --name cell1")
        self.timed("nova: db sync", self.manage, "nova", f"{manage} db sync")
        return manage

    def neutron(self):
        self.timed("neutron: upgrade heads", self.manage, "neutron", f"neutron-db-manage --config-file {self.place}/home/neutron/.neutron/neutron.conf upgrade heads")
        self.timed("neutron: start", self.start, "neutron")
        self.timed("neutron: smoke, a network", self.openstack, "network create net", "subnet create --network net --subnet-range 10.9.0.0/24 subnet")

    def nova(self, manage):
        self.timed("nova: start", self.start, "nova", "conductor", "scheduler", "compute.a", "compute.b")
        self.timed("nova: services up", self.await_lines, "compute service list -f value -c State", "up", 4)
        self.timed("nova: discover_hosts", self.manage, "nova", f"{manage} cell_v2 discover_hosts")
        self.timed("nova: smoke, a server", self.server)

    def server(self):
        shown = self.openstack("flavor create --ram 64 --disk 1 --vcpus 1 tiny", "server create --image tiny --flavor tiny --network net --wait one")
        if "ACTIVE" not in shown:
            raise SystemExit(f"by hand: no server: {shown}")

    def await_lines(self, question, wanted, count):
        for _ in range(60):
            if self.openstack(question).split().count(wanted) >= count:
                return
            time.sleep(0.5)
        raise SystemExit(f"by hand: {question} never says {wanted} {count} times")

    def cinder(self):
        self.timed("cinder: db sync", self.manage, "cinder", "cinder-manage db sync")
        self.timed("cinder: start", self.start, "cinder", "scheduler", "volume")
        self.timed("cinder: smoke, a volume", self.volume)

    def volume(self):
        self.await_lines("volume service list -f value -c State", "up", 2)
        self.openstack("volume create --size 1 one")
        self.await_lines("volume list -f value -c Status", "available", 1)

    def heat(self):
        self.timed("heat: db_sync", self.manage, "heat", "heat-manage db_sync")
        self.timed("heat: start", self.start, "heat", "engine")
        (self.place / "template.yaml").write_text(TEMPLATE)
        self.timed("heat: smoke, a stack", self.openstack, f"stack create -t {self.place}/template.yaml --wait one")

    def horizon(self):
        settings = "src/horizon/openstack_dashboard/local/local_settings.py"
        (self.place / settings).write_text(self.translated((self.workspace / settings).read_text()))
        self.timed("horizon: collectstatic", self.manage, "horizon", "python3 manage.py collectstatic --noinput")
        self.timed("horizon: compress", self.manage, "horizon", "python3 manage.py compress --force")
        self.timed("horizon: start", self.start, "horizon")
        check = f"from openstack_api import Dashboard; assert 'one' in Dashboard('http://127.0.0.1:{self.port('horizon')}')('/project/instances/')"
        self.timed("horizon: smoke, the server is shown", self.run, ["/usr/bin/python3", "-c", check], self.admin)

    def swift(self):
        self.timed("swift: rings", self.rings)
        self.timed("swift: start", self.start, "swift", "account", "container", "object")
        self.timed("swift: smoke, an object", self.openstack, "container create one", f"object create one {self.place}/tiny")

    def rings(self):
        directory = self.place / "home/swift/swift"
        for kind in ("account", "container", "object"):
            parser = configparser.ConfigParser(interpolation=None)
            parser.read(directory / f"{kind}-server.conf")
            port = parser.get("DEFAULT", "bind_port")
            for words in ("create 6 1 0", f"add r1z1-127.0.0.1:{port}/d1 100", "rebalance"):
                self.run(f"swift-ring-builder {directory}/{kind}.builder {words}", self.environment("swift/api"))

    def bring_up(self):
        """From nothing to checked. Returns what was done with its seconds, in order."""
        for name in PROJECTS:
            self.timed(f"{name}: clone, venv, pip", self.install, name)
        self.timed("directories", self.make_directories)
        self.timed("databases", self.make_databases)
        self.keystone()
        self.glance()
        self.placement()
        manage = self.nova_databases()
        self.neutron()
        self.nova(manage)
        self.cinder()
        self.heat()
        self.horizon()
        self.swift()
        return self.times

    def stop(self):
        for daemon in self.daemons:
            if daemon.poll() is None:
                os.killpg(daemon.pid, signal.SIGTERM)
        for daemon in self.daemons:
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(daemon.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
