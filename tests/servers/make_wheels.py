"""Builds the packages that tests install: python3 make_wheels.py DIRECTORY

    greeting 1.0 and 2.0    greeting.hello() says which one it is, and so does the command `greeting`
    shout 1.0               needs greeting>=1.0; a constraints file decides which
    broken-build 1.0        a source archive alone, whose setup.py fails

and lays Debian's setuptools and wheel beside them (python3-setuptools-whl, python3-wheel-whl), if they are installed:
pip takes them from the index to build what it installs in isolation. Needs python3-setuptools and python3-wheel, no network.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

GREETING = '''
def hello(name="world"):
    return f"hello {name}, from greeting VERSION"


def main():
    print(hello())
'''
SHOUT = '''
import greeting


def hello(name="world"):
    return greeting.hello(name).upper()
'''
WHEELS = [
    ("greeting", "1.0", GREETING.replace("VERSION", "1.0"), {"entry_points": {"console_scripts": ["greeting = greeting:main"]}}),
    ("greeting", "2.0", GREETING.replace("VERSION", "2.0"), {"entry_points": {"console_scripts": ["greeting = greeting:main"]}}),
    ("shout", "1.0", SHOUT, {"install_requires": ["greeting>=1.0"]}),
]
BROKEN = 'raise SystemExit("broken-build can not be built: the compiler is missing")\n'
DEBIAN = Path("/usr/share/python-wheels")


def wheel(name, version, source, more, directory):
    with tempfile.TemporaryDirectory() as place:
        Path(place, f"{name}.py").write_text(source.lstrip())
        arguments = {"name": name, "version": version, "py_modules": [name]} | more
        Path(place, "setup.py").write_text(f"import setuptools\n\nsetuptools.setup(**{arguments!r})\n")
        done = subprocess.run([sys.executable, "setup.py", "-q", "bdist_wheel", "--dist-dir", directory], cwd=place, text=True,
                              env=os.environ | {"SOURCE_DATE_EPOCH": "1700000000"}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"make_wheels: {name} {version}: {done.stdout}")


def source_archive(name, version, setup, directory):
    with tempfile.TemporaryDirectory() as place:
        Path(place, "setup.py").write_text(setup)
        Path(place, "PKG-INFO").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        with tarfile.open(Path(directory, f"{name}-{version}.tar.gz"), "w:gz") as archive:
            archive.add(place, f"{name}-{version}")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_wheels.py DIRECTORY")
    directory = Path(sys.argv[1]).resolve()
    directory.mkdir(parents=True, exist_ok=True)
    for name, version, source, more in WHEELS:
        wheel(name, version, source, more, directory)
    source_archive("broken-build", "1.0", BROKEN, directory)
    for pattern in ("setuptools-*.whl", "wheel-*.whl"):
        for found in DEBIAN.glob(pattern):
            shutil.copy(found, directory)


if __name__ == "__main__":
    main()
