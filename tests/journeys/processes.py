"""The processes that a journey is made of: how they are found, started and ended.

Binaries come from MIRANTE_BIN and MIRANTE_SIMCLOUD_BIN, else from the release build."""

import contextlib
import os
import pathlib
import select
import shutil
import socket
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def binary(variable: str, name: str) -> str:
    path = os.environ.get(variable) or str(ROOT / "build/release" / name)
    if not os.access(path, os.X_OK):
        pytest.fail(f"there is no {path}: run ./dev build, or set {variable}")
    return path


def program(name: str, package: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.fail(f"{name} is missing: install the Debian package {package} (./dev setup)")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(happened, what: str, at_most: float = 30.0, pause: float = 0.02):
    """The first true value of `happened()`. A wait for another process, never for time to pass."""
    end = time.monotonic() + at_most
    while True:
        value = happened()
        if value:
            return value
        if time.monotonic() > end:
            pytest.fail(f"waited {at_most:g} s in vain until {what}")
        time.sleep(pause)


def accepts_connections(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def read_line(process: subprocess.Popen, at_most: float = 30.0) -> str:
    """One line of a process's standard output; fails when it ends or says nothing. The pipe must
    be unbuffered (bufsize=0)."""
    line = b""
    end = time.monotonic() + at_most
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            pytest.fail(f"{process.args[0]} said nothing for {at_most:g} s")
        piece = os.read(process.stdout.fileno(), 1)
        if not piece:
            pytest.fail(f"{process.args[0]} ended with code {process.wait()}")
        line += piece
    return line.decode().rstrip("\n")


def end(process: subprocess.Popen, at_most: float = 20.0) -> int:
    """Asks it to end (SIGTERM); a process that does not is a failure."""
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(timeout=at_most)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        pytest.fail(f"{process.args[0]} did not end within {at_most:g} s of SIGTERM")
    finally:
        if process.stdout:
            process.stdout.close()
