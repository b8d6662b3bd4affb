#!/usr/bin/python3
"""Nothing in the tree names the machine it was written on: no path of it, no address that its package managers and proxies are set to."""

import os
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import sources

# A home directory is somebody's; /root/stackup is that of contrib/fresh-machine.
PATHS = re.compile(r"(?<![\w.$}~/*-])(/root/(?!stackup\b)|/work/|/tmp/wt\b|/home/(?!newcomer\b|ann\b|stack\b|user\b|\$))[\w.-]*")
PUBLIC = re.compile(
    r"(^|\.)(debian\.org|pypi\.org|pythonhosted\.org|npmjs\.org|github\.com|nodesource\.com|google\.com|docker\.com|"
    r"postgresql\.org|rust-lang\.org|crates\.io|golang\.org|rubygems\.org|maven\.org|apache\.org|example\.(org|com))$"
)
SETTINGS = [
    "/etc/pip.conf", "/etc/npmrc", "~/.npmrc", "~/.config/pip/pip.conf", "~/.pip/pip.conf", "~/.cargo/config.toml", "~/.gemrc", "~/.config/go/env",
    "/etc/apt/sources.list", "/etc/apt/sources.list.d/*", "/etc/apt/apt.conf.d/*",
]  # fmt: skip
VARIABLES = ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "GOPROXY", "npm_config_registry"]


def hosts_of(text):
    for url in re.findall(r"https?://[^\s\"'<>;]+", text):
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            continue
        if "." in host and not PUBLIC.search(host) and not host.startswith("127."):
            yield host


def private_hosts():
    texts = [os.environ.get(name, "") for name in VARIABLES]
    for pattern in SETTINGS:
        path = Path(os.path.expanduser(pattern))
        for file in path.parent.glob(path.name) if path.parent.is_dir() else []:
            try:
                texts.append(file.read_text(errors="replace"))
            except OSError:
                pass
    return {host for text in texts for host in hosts_of(text)}


def check(root, hosts=None):
    hosts = private_hosts() if hosts is None else hosts
    for path in sources.files(root):
        name = path.relative_to(root)
        if name.parts[:2] == ("tests", "lint") and path.suffix == ".py":
            continue
        for number, line in enumerate(sources.read(path).splitlines(), 1):
            for match in PATHS.finditer(line):
                yield f"{name}:{number}: a path of somebody's machine: {match.group()}"
            for host in sorted(h for h in hosts if h in line):
                yield f"{name}:{number}: an address that this machine's package managers are set to: {host}"


def self_test():
    def findings(text):
        with tempfile.TemporaryDirectory() as folder:
            return [line.split(": ", 1)[1] for line in check(sources.tree_of(folder, {"docs/a.md": text}), {"mirror.corner.net"})]

    for good in ("~/stackup/guestbook", "$HOME/work/x", "the /homepage", "/var/lib/x", "src/root/a", "https://pypi.org/simple", "/home/$user", "a/work/b", "${src}/work/x"):
        sources.expect(good, findings(good), [])
    somebody = "a path of somebody's machine: "
    sources.expect("root's home", findings("cd /root/project"), [somebody + "/root/project"])
    sources.expect("a home", findings("see '/home/jane/x'"), [somebody + "/home/jane"])
    sources.expect("a work directory", findings("cp /work/main ."), [somebody + "/work/main"])
    sources.expect("a mirror", findings("index: https://mirror.corner.net/pypi"), ["an address that this machine's package managers are set to: mirror.corner.net"])
    sources.expect("hosts of settings", sorted(hosts_of("deb http://deb.debian.org/debian x\nindex-url=https://u:p@cache.corner.net:81/x")), ["cache.corner.net"])


if __name__ == "__main__":
    sources.run(check, self_test)
