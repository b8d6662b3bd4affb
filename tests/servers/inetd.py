#!/usr/bin/env python3
"""Runs a command for each connection to a free loopback port, with the connection as its stdin and stdout: git daemon --inetd, sshd -i.

Prints its port on the first line of stdout. Each connection is a line in --log.
"""
import argparse
import os
import socket
import subprocess
import threading

parser = argparse.ArgumentParser()
parser.add_argument("--log", required=True)
parser.add_argument("command", nargs=argparse.REMAINDER)
options = parser.parse_args()
command = options.command[1:] if options.command[:1] == ["--"] else options.command

if os.geteuid() == 0 and command[0].endswith("sshd"):
    os.makedirs("/run/sshd", 0o755, exist_ok=True)  # sshd insists on it when it runs as root

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
log = open(options.log, "a", buffering=1)
while True:
    connection, _ = listener.accept()
    log.write("connection\n")
    child = subprocess.Popen(command, stdin=connection, stdout=connection, stderr=subprocess.DEVNULL)
    connection.close()
    threading.Thread(target=child.wait, daemon=True).start()
