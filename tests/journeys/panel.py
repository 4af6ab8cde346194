"""One install of the panel: a data folder, `mirante serve` on it, and the commands that people use.

Commands run as processes of their own, as people run them; `api` is for what commands do not show."""

import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest

from processes import binary, end, wait_until

# Of error_table.h, as docs/commands.md tells them.
EXIT = {
    "done": 0,
    "internal": 1,
    "invalid": 2,
    "unauthorized": 3,
    "forbidden": 4,
    "not_found": 5,
    "conflict": 6,
    "refused": 7,
    "limit": 8,
    "throttled": 9,
    "unavailable": 10,
    "timeout": 11,
    "cancelled": 12,
    "corrupt": 13,
    # How an operation that was waited for ended, and what a check found.
    "partial": 20,
    "failed": 21,
    "needs_person": 22,
    "attention": 23,
}


class Ran:
    """How one command ended."""

    def __init__(self, command: list[str], code: int, out: str, err: str):
        self.command, self.code, self.out, self.err = command, code, out, err

    def __str__(self) -> str:
        return f"{' '.join(self.command)}\nexit code {self.code}\n{self.out}\n{self.err}"

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            pytest.fail(f"standard output is no JSON:\n{self}")


class SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("mirante", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Panel:
    def __init__(self, data: pathlib.Path, environment: dict[str, str], *options: str):
        """`options` go to `serve`, which listens for no browser unless they say where. Nothing of
        the tester's own AWS set-up gets through."""
        self.data = data
        self.options = options if "--listen" in options else ("--listen", "none", *options)
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MIRANTE_"))}
        nowhere = {
            "AWS_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/nonexistent/config",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent/credentials",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.environment = {**clean, **nowhere, **environment}
        self.process: subprocess.Popen | None = None
        self.log = data.parent / (data.name + ".log")

    # The process.

    def start(self) -> "Panel":
        self.launch()
        wait_until(self.is_ready_or_ended, "the panel answers")
        if self.process.poll() is not None:
            pytest.fail(f"mirante serve ended with code {self.process.returncode}:\n{self.logged()}")
        return self

    def launch(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [binary("MIRANTE_BIN", "mirante"), "serve", "--data", str(self.data), *self.options],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def is_ready_or_ended(self) -> bool:
        if self.process.poll() is not None:
            return True
        try:
            return self.api("GET", "/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def stop(self) -> None:
        if self.process is not None:
            assert end(self.process) == 0, self.logged()
            self.process = None

    def kill(self) -> None:
        """As a power cut to the process: nothing is said to it."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def logged(self) -> str:
        return self.log.read_text(errors="replace")

    def told(self, pattern: str) -> str:
        """The group of the pattern, where the newest start told it."""
        found = re.findall(pattern, self.logged())
        assert found, f"nothing like {pattern} in:\n{self.logged()}"
        return found[-1]

    @property
    def url(self) -> str:
        """Where browsers find it; given `--listen`."""
        return self.told(r"Mirante answers at (\S+)")

    @property
    def set_up_code(self) -> str:
        """Of the first administrator, while there is none."""
        return self.told(r"give the code (\S+)")

    # What people type.

    def try_run(self, *words: str, stdin: str = "", timeout: float = 120, as_json: bool = True) -> Ran:
        command = [binary("MIRANTE_BIN", "mirante"), *words, "--data", str(self.data)]
        if as_json:
            command.append("--json")
        done = subprocess.run(
            command,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Ran(command, done.returncode, done.stdout, done.stderr)

    def run(self, *words: str, **more):
        """The JSON that a command which must succeed printed."""
        ran = self.try_run(*words, **more)
        assert ran.code == 0, str(ran)
        return ran.json

    def text(self, *words: str) -> str:
        """What a person sees of a command which must succeed."""
        ran = self.try_run(*words, as_json=False)
        assert ran.code == 0, str(ran)
        return ran.out

    def refused(self, kind: str, *words: str, **more) -> Ran:
        """A command that must fail with this kind's exit code and a sentence for a person."""
        ran = self.try_run(*words, **more)
        assert ran.code == EXIT[kind], str(ran)
        assert ran.err.strip() or ran.out.strip(), str(ran)
        return ran

    # The API.

    def api(self, method: str, path: str, body=None, headers: dict | None = None):
        """(status, document)"""
        connection = SocketConnection(str(self.data / "mirante.sock"))
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, headers or {})
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        finally:
            connection.close()

    def get(self, path: str):
        status, document = self.api("GET", path)
        assert status == 200, f"GET {path}: {status} {document}"
        return document

    # What several journeys do.

    def servers(self, *words: str) -> list[dict]:
        return self.run("servers", "list", *words)["servers"]

    def server_id(self, name: str) -> str:
        found = [s["id"] for s in self.servers("--name", name)]
        assert len(found) == 1, f"{len(found)} servers are called {name}"
        return found[0]

    def ids(self, names: list[str]) -> list[str]:
        known = {server["name"]: server["id"] for server in self.servers()}
        return [known[name] for name in names]

    def operation(self, operation_id: str) -> dict:
        return self.get(f"/api/v1/operations/{operation_id}")

    def wait_for(self, operation_id: str, at_most: float = 120) -> dict:
        """The operation once it has ended."""
        deadline = time.monotonic() + at_most
        while True:
            operation = self.get(f"/api/v1/operations/{operation_id}?wait_ms=2000")
            if operation["state"] != "running":
                return operation
            if time.monotonic() > deadline:
                pytest.fail(f"still running after {at_most:g} s: {json.dumps(operation, indent=1)}")

    def connect_by_role(self, aws, aws_account: str, called: str, /, *, customer: str = "", **role) -> dict:
        """Adds an account as a person does: the panel makes the external id, the account's own
        administrator makes the role with it, the panel proves it."""
        added = self.run("account", "add", called, *(["--customer", customer] if customer else []))
        arn = aws.add_role(aws_account, added["account"]["external_id"], **role)
        return self.run("account", "connect", called, "--role-arn", arn)


def outcomes(operation: dict) -> dict[str, str]:
    """Outcome by target."""
    return {target["id"]: target["outcome"] for target in operation["targets"]}


def target_of(operation: dict, server: str) -> dict:
    return next(target for target in operation["targets"] if target["id"] == server)
