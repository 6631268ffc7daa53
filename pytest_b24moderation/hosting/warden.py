"""Runs one command so that nothing of it outlives the harness; where wanted, in namespaces of its own.

A script, started by `running.py` with the standard library only. Its orders come on standard input: one line of
JSON, then lines such as `stop 15`; the end of its input (the harness is gone) ends everything. On the channel,
a unix socket, it hands listening sockets out of the namespace, and connections to ports within it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

_NAMESPACES = {"user": 0x10000000, "mount": 0x00020000, "net": 0x40000000, "pid": 0x20000000}
_MS_BIND, _MS_REC, _MS_PRIVATE, _MS_SAFE = 4096, 16384, 1 << 18, 2 | 4 | 8
_DIE_WITH_PARENT, _ADOPT_ORPHANS = 1, 36
_READ_FLAGS, _WRITE_FLAGS, _UP = 0x8913, 0x8914, 1
_LINUX = sys.platform == "linux"


def main() -> int:
    """The orders' command's exit status (128 + signal when one ended it)."""
    order: dict[str, Any] = json.loads(_line())
    channel = socket.socket(fileno=order["channel"]) if order["channel"] >= 0 else None
    try:
        _separate(order["namespaces"])
        sockets = _furnish(order)
    except OSError as error:
        if channel is not None:
            channel.send(f"!{error}".encode())
        return 125
    if channel is not None:
        socket.send_fds(channel, [b"ready"], [sock.fileno() for sock in sockets])
        for sock in sockets:
            sock.close()
        threading.Thread(target=_connections, args=(channel,), daemon=True).start()
    return _run(order)


def _line() -> bytes:
    """One line of standard input, and not a byte more; b"" at its end."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return b""
        line += byte
    return line


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _separate(namespaces: list[str]) -> None:
    """Enter namespaces; with one of processes, go on as its first process, with whose end all others end."""
    if not namespaces:
        if _LINUX:
            _libc().prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
        return
    user, group = os.getuid(), os.getgid()
    flags = sum(_NAMESPACES[name] for name in namespaces)
    _check(_libc().unshare(flags), f"unshare {' '.join(namespaces)}")
    if "user" in namespaces:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    if "pid" not in namespaces:
        _libc().prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)
        return
    child = os.fork()
    if child:
        os.close(0)
        os._exit(_status(os.waitpid(child, 0)[1]))
    _libc().prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def _furnish(order: dict[str, Any]) -> list[socket.socket]:
    """Private files and, in a network of its own, the loopback device and the listening sockets."""
    if "mount" in order["namespaces"]:
        libc = _libc()
        _check(libc.mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None), "make mounts private")
        for source, target in order["mounts"]:
            _check(libc.mount(source.encode(), target.encode(), None, _MS_BIND, None), f"mount over {target}")
        if Path("/run/nscd").is_dir():  # a name cache that would answer from outside
            libc.mount(b"none", b"/run/nscd", b"tmpfs", 0, None)
        if "pid" in order["namespaces"]:  # containers may forbid it, and much works without
            libc.mount(b"proc", b"/proc", b"proc", _MS_SAFE, None)
    if "net" not in order["namespaces"]:
        return []
    _raise_loopback()
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind((order["resolver"], 53))
    return [_listener(order["address"], 443), _listener(order["address"], 80), names]


def _raise_loopback() -> None:
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        asked = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(sock, _READ_FLAGS, asked))[1]
        fcntl.ioctl(sock, _WRITE_FLAGS, struct.pack("16sH14x", b"lo", flags | _UP))


def _listener(address: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    sock.listen(256)
    return sock


def _connections(channel: socket.socket) -> None:
    """Answer each port number with a connection to that port in here, or with `!` and why not."""
    while wanted := channel.recv(16):
        for host in ("127.0.0.1", "::1"):
            try:
                with socket.create_connection((host, int(wanted)), timeout=2) as sock:
                    socket.send_fds(channel, [b"ok"], [sock.fileno()])
                break
            except OSError as error:
                reason = str(error)
        else:
            channel.send(f"!{reason}".encode())


def _run(order: dict[str, Any]) -> int:
    try:
        child = subprocess.Popen(
            order["command"],
            cwd=order["folder"],
            env=order["environment"],
            stdin=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        print(f"the command cannot be started: {error}", file=sys.stderr, flush=True)  # noqa: T201
        return 127
    threading.Thread(target=_obey, args=(child, "pid" in order["namespaces"]), daemon=True).start()
    if os.name != "posix":
        return child.wait()
    status = 0
    while True:
        try:
            pid, ended = os.waitpid(-1, 0)
        except ChildProcessError:
            return status
        if pid == child.pid:
            status = _status(ended)


def _obey(child: subprocess.Popen[bytes], first: bool) -> None:
    while line := _line():
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(child.pid, int(line.split()[1]))
            else:
                child.terminate()
    _end(child, first)


def _end(child: subprocess.Popen[bytes], first: bool) -> NoReturn:
    """The harness is gone. The first process of a namespace takes all others with it; else they are sought."""
    if not first and os.name == "posix":
        with suppress(OSError):
            os.killpg(child.pid, signal.SIGKILL)
        for pid in _descendants(os.getpid()):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    elif os.name != "posix":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(child.pid)], capture_output=True, check=False)
    os._exit(0)


def _descendants(root: int) -> list[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def _status(ended: int) -> int:
    code = os.waitstatus_to_exitcode(ended)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
