"""./dev bench p7: answers to people who are logged in, beside nginx that serves a file; and ten thousand open
pages that hear of one event.

Goals P7: an authenticated JSON answer of 2 KB (session, role, a row of the store) costs no more CPU than nginx
needs to serve a static file of that size; one event reaches 10,000 readers within 100 ms.

The first half asks for two things: a company's freezes (2 KB, one statement besides those that say who asks)
and its accounts (2 KB as well, but an account with each of its regions). The panel and nginx serve the same bytes to the same load generator (wrk) over the same number
of kept connections, each pinned to one core and wrk to the other, in turns. The answers are compared first.
What counts is requests per CPU second of the server, so it matters little who else uses the machine.

The panel gives an answer again while nothing was written and the question is the same, byte for byte; so it is
measured three times: asked for again; while somebody writes ten times a second; and with a header that differs each
time, so that each answer is made anew. After each load something is changed, and the next answer must show it.

The second half: a viewer's 24 streams, many times, until there are as many readers as wished; an administrator
makes a customer, and the clock runs from that request to the last reader's last byte. A reader that stalls is
among others then, until the panel cuts it off; that may cost the others nothing.

    bench/p7.py [--rounds N] [--seconds S] [--connections N] [--readers N] [--only answers|readers]

Exit code: 1 if the answers differ or a reader missed something, else 0 (the last lines say whether the goals
were met)."""

import argparse
import contextlib
import datetime
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from _big_estate import begin, connect, settle
from _people import Person, first_administrator, join
from _processes import cpu_seconds, machine, pin
from _readers import measure_readers

from panel import Panel  # isort: skip
from processes import accepts_connections, end, free_port, program, wait_until  # isort: skip

GOAL_RATIO = 1.0
WRITES_PER_SECOND = 10
WRITTEN = f"mirante, {WRITES_PER_SECOND} writes a second meanwhile"
SERVER_CORE, CLIENT_CORE = 0, 1
PATHS = ("/api/v1/freezes", "/api/v1/accounts")

# As its defaults are, but for the log that nobody reads and connections that stay.
NGINX = """
daemon off;
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  sendfile on;
  keepalive_requests 100000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type application/json;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/files;
  }}
}}
"""


class Nginx:
    def __init__(self, folder: pathlib.Path, body: bytes):
        folder.chmod(0o755)  # As root, nginx's worker is another user.
        (folder / "files").mkdir()
        (folder / "files/row.json").write_bytes(body)
        port = free_port()
        config = folder / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, port=port))
        command = [program("nginx", "nginx-light"), "-p", str(folder), "-c", str(config), "-e", "error.log"]
        self.process = subprocess.Popen(command)
        self.url = f"http://127.0.0.1:{port}"
        wait_until(lambda: accepts_connections(port), "nginx answers")
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        self.worker = int(children.read_text().split()[0])

    def stop(self) -> None:
        end(self.process)


# For wrk: no request is like another.
EACH_NEW = """
local asked = 0
request = function()
  asked = asked + 1
  wrk.headers["X-Asked"] = tostring(asked)
  return wrk.format()
end
"""


class Server:
    """One that is measured: its process, and what to ask it; each time anew, where there is a script."""

    def __init__(self, name: str, pid: int, url: str, headers: dict[str, str], script: pathlib.Path | None = None):
        self.name, self.pid, self.url, self.headers = name, pid, url, headers
        self.script = ["-s", str(script)] if script else []
        self.per_cpu_second: list[float] = []
        self.per_second: list[float] = []
        pin(pid, SERVER_CORE)

    def fetch(self) -> bytes:
        with urllib.request.urlopen(urllib.request.Request(self.url, headers=self.headers)) as answer:
            return answer.read()

    def load(self, connections: int, seconds: float) -> None:
        before = cpu_seconds(self.pid)
        command = ["taskset", "-c", str(CLIENT_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s"]
        for name, value in self.headers.items():
            command += ["-H", f"{name}: {value}"]
        said = subprocess.run([*command, *self.script, self.url], check=True, capture_output=True, text=True).stdout
        cpu = cpu_seconds(self.pid) - before
        if "Non-2xx" in said or "Socket errors" in said:
            sys.exit(f"{self.name} did not answer everything:\n{said}")
        requests = int(re.search(r"(\d+) requests in", said)[1])
        self.per_cpu_second.append(requests / cpu)
        self.per_second.append(requests / seconds)


def instant_in(days: int) -> str:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def add_freezes(panel: Panel) -> None:
    """2 KB of them, far ahead, so that they hold up nothing."""
    for number in range(4):
        reason = f"Congelamento {number}: " + "fechamento do mês, nada muda. " * 13
        wish = {"begin": instant_in(days=300), "end": instant_in(days=301), "reason": reason}
        status, made = panel.api("POST", "/api/v1/freezes", wish)
        assert status == 201, made


class Writer(contextlib.AbstractContextManager):
    """Writes a customer's name again and again while others ask."""

    def __init__(self, ana: Person):
        self.ana, self.is_over = ana.again(), threading.Event()
        status, said = self.ana.send("POST", "/api/v1/customers", {"name": f"Cliente {time.time()}"})
        assert status == 201, said
        self.customer = json.loads(said)
        self.thread = threading.Thread(target=self.write)

    def write(self) -> None:
        path, begun, written = f"/api/v1/customers/{self.customer['id']}", time.time(), 0
        while not self.is_over.wait(1 / WRITES_PER_SECOND):
            seen = {"If-Match": self.customer["etag"]}
            status, said = self.ana.send("PATCH", path, {"name": f"{begun} {written}"}, seen)
            assert status == 200, said
            self.customer = json.loads(said)
            written += 1

    def __enter__(self) -> "Writer":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.is_over.set()
        self.thread.join()


def must_be_fresh(ana: Person, viewer: Person) -> None:
    """What somebody changes is in the next answer to somebody else, who has just asked the same."""
    for number in range(20):
        viewer.get("/api/v1/customers")
        name = f"Fresco {time.time()} {number}"
        status, said = ana.send("POST", "/api/v1/customers", {"name": name})
        assert status == 201, said
        if name not in viewer.get("/api/v1/customers").decode():
            sys.exit("the panel gave an answer that was not true any more")


def measure_answers(panel: Panel, ana: Person, person: Person, path: str, chosen) -> float:
    """The ratio to nginx, where the same is asked for again."""
    body = person.get(path)
    with tempfile.TemporaryDirectory(prefix="mb-") as folder:
        nginx = Nginx(pathlib.Path(folder), body)
        each_new = pathlib.Path(folder, "new.lua")
        each_new.write_text(EACH_NEW)
        try:
            ours = panel.process.pid, panel.url + path, {"Cookie": person.cookie}
            servers = [
                Server("mirante, asked for again", *ours),
                Server(WRITTEN, *ours),
                Server("mirante, each made anew", *ours, each_new),
                Server("nginx", nginx.worker, nginx.url + "/row.json", {}),
            ]
            if servers[0].fetch() != servers[-1].fetch():
                sys.exit("the answers differ")
            with contextlib.suppress(urllib.error.HTTPError):
                Server("nobody", panel.process.pid, panel.url + path, {}).fetch()
                sys.exit("the panel answered somebody who is not logged in")
            for _ in range(chosen.rounds):
                for server in servers:
                    with Writer(ana) if server.name == WRITTEN else contextlib.nullcontext():
                        server.load(chosen.connections, chosen.seconds)
                    must_be_fresh(ana, person)
        finally:
            nginx.stop()
    print(
        f"\n{path}: {len(body):,} bytes, {chosen.connections} connections, {chosen.rounds} rounds of "
        f"{chosen.seconds:g} s"
    )
    print("| server | requests per CPU second: best | median | requests per second: median |\n|---|---|---|---|")
    for server in servers:
        print(
            f"| {server.name} | {max(server.per_cpu_second):,.0f} | {statistics.median(server.per_cpu_second):,.0f} "
            f"| {statistics.median(server.per_second):,.0f} |"
        )
    mirante, peer = (statistics.median(servers[at].per_cpu_second) for at in (0, -1))
    return mirante / peer


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--readers", type=int, default=10_000)
    options.add_argument("--events", type=int, default=10)
    options.add_argument("--only", choices=("answers", "readers"))
    chosen = options.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: run tools/dev/setup.sh --with bench")
    verdicts = []
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mb-")))
        aws, accounts, regions = begin(folder, 1, 2)
        stack.callback(aws.stop)
        panel = Panel(folder / "panel", aws.environment(), "--sweep-every", "86400", "--listen", "127.0.0.1:0")
        stack.callback(panel.stop)
        panel.start()
        print(machine())
        ana = first_administrator(panel)
        settle(aws, accounts, regions, 20)
        connect(panel, aws, accounts[0])
        wait_until(lambda: json.loads(ana.get("/api/v1/servers"))["total"] == 20, "the servers are read")
        if chosen.only != "readers":
            add_freezes(panel)
            viewer = join(panel, 10_000, "viewer")
            for path in PATHS:
                ratio = measure_answers(panel, ana, viewer, path, chosen)
                verdicts.append((ratio >= GOAL_RATIO, f"{path}: {ratio:.2f}× nginx per core (goal ≥ {GOAL_RATIO:g}×)"))
        if chosen.only != "answers":
            pin(panel.process.pid, SERVER_CORE)
            verdicts.append(measure_readers(panel, ana, chosen.readers, chosen.events, CLIENT_CORE))
    for is_met, what in verdicts:
        print(f"P7 {'met' if is_met else 'NOT met'}: {what}")


if __name__ == "__main__":
    main()
