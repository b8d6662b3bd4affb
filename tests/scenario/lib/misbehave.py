"""Services that leave their parents, sessions, groups, environments and signals behind, each in one way; and who of them is still there.

    misbehave.py KIND PORT HELD    listens on PORT of 127.0.0.1 and keeps the file HELD mapped until it is killed

What belongs to one is told by the mapped file alone (/proc/PID/maps). It survives setsid(2), double forks, closed descriptors, an emptied environment
and a rewritten title, and it is no means that any supervisor uses.
"""

import ctypes
import mmap
import os
import signal
import socket
import sys
from pathlib import Path

# Each kind with the number of its processes.
KINDS = {"plain": 1, "forked": 2, "setsid": 2, "daemon": 2, "deaf": 2, "titled": 2}
MEANING = {
    "plain": "one process",
    "forked": "a child serves, its parent waits",
    "setsid": "the child leads a session of its own",
    "daemon": "forked twice, own session, `/` as directory, closed descriptors, empty environment",
    "deaf": "both ignore INT, TERM and HUP",
    "titled": "both overwrite their arguments and environment, as setproctitle does",
}


def holders(folder):
    """{pid: name of the file} of every process that has a file below `folder` mapped."""
    prefix, found = f"{folder}/", {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                for line in (entry / "maps").read_text().splitlines():
                    if prefix in line and is_alive(entry.name):
                        found[int(entry.name)] = line.split(prefix, 1)[1].removesuffix(" (deleted)")
            except OSError:
                continue  # another user's, or it has just ended
    return found


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


# --- the ways of misbehaving


def hold(held):
    with open(held, "a+b") as file:
        file.truncate(1)
        hold.mapped = mmap.mmap(file.fileno(), 1, prot=mmap.PROT_READ)


def serve(port, held):
    hold(held)
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            listener.accept()[0].close()


def wait_in_vain(held):
    hold(held)
    while True:
        signal.pause()


def in_a_child(port, held, first=lambda: None):
    if os.fork() == 0:
        first()
        serve(port, held)
    wait_in_vain(held)


def as_a_daemon(port, held):
    child = os.fork()
    if child != 0:
        os.waitpid(child, 0)
        wait_in_vain(held)
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    os.chdir("/")
    os.closerange(0, 256)
    for _ in range(3):
        os.open("/dev/null", os.O_RDWR)
    os.execve(sys.executable, [sys.executable, "-IS", __file__, "plain", str(port), held], {})


def deaf(port, held):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    in_a_child(port, held)


def wipe(title):
    fields = Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()
    begin, end = int(fields[45]), int(fields[48])  # arg_start and env_end of proc(5)
    ctypes.memset(begin, 0, end - begin)
    ctypes.memmove(begin, title, len(title))


def titled(port, held):
    wipe(b"service: master")
    in_a_child(port, held, lambda: wipe(b"service: worker"))


def main():
    kind, port, held = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    ways = {
        "plain": serve,
        "forked": in_a_child,
        "setsid": lambda port, held: in_a_child(port, held, os.setsid),
        "daemon": as_a_daemon,
        "deaf": deaf,
        "titled": titled,
    }
    ways[kind](port, held)


if __name__ == "__main__":
    main()
