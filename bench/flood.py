"""./dev bench flood: a thousand wrong passwords a second, and the people who are at work meanwhile.

Goals: answers to those who are logged in take at most 20 ms at the 99th percentile; the panel's memory stays
bounded; nobody is locked out.

Attackers are a process of their own. Each of its connections comes from an address of its own (all of 127/8 is
this machine), names people of the panel and others in turn, and sends its next guess when it is due, whether or
not the last one was quick: a thousand a second in all. People are another process: each asks for lists, every
so often, over their own connection. Their answers' times count, with the flood and without it, told beside each
other. Then everybody who was guessed at logs in, from where they had logged in before.

    bench/flood.py [--guesses PER_SECOND] [--addresses N] [--people N] [--seconds S] [--rounds N]

Exit code: 1 if somebody is locked out or a guess is right, else 0 (the last line says whether the goal was
met)."""

import argparse
import collections
import contextlib
import json
import multiprocessing
import pathlib
import selectors
import socket
import statistics
import sys
import tempfile
import time
from urllib.parse import urlsplit

from _big_estate import begin, connect, settle
from _people import Person, first_administrator, members
from _processes import cpu_seconds, machine, memory_mb

from panel import Panel  # isort: skip
from processes import wait_until  # isort: skip

GOAL_MS, MEMORY_GOAL_MB = 20, 300
ASKED_EVERY_S = 0.1  # By each person.
QUESTIONS = ("/api/v1/servers?limit=50&sort=name", "/api/v1/accounts", "/api/v1/operations?limit=20")


class Line:
    """A kept connection whose requests are due at their times; says how each was answered."""

    def __init__(self, address: tuple[str, int], source: str, every: float, first: float):
        self.socket = socket.create_connection(address, timeout=30, source_address=(source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.every, self.due = every, first
        self.sent_due = 0.0
        self.is_waiting = False
        self.heard = b""

    def send(self, request: bytes) -> None:
        self.socket.sendall(request)
        self.sent_due, self.is_waiting = self.due, True
        self.due += self.every

    def answer(self) -> int | None:
        """The status, once the whole answer is here."""
        piece = self.socket.recv(1 << 20)
        if not piece:
            sys.exit("the panel closed a connection")
        self.heard += piece
        head, end, body = self.heard.partition(b"\r\n\r\n")
        if not end:
            return None
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return None
        self.heard, self.is_waiting = b"", False
        return int(head.split(b" ", 2)[1])


def keep_asking(lines: list[Line], request_of, until: float) -> tuple[collections.Counter, list[float]]:
    """Statuses, and milliseconds from when each request was due to its answer's end."""
    ready = selectors.DefaultSelector()
    for line in lines:
        ready.register(line.socket, selectors.EVENT_READ, line)
    statuses, took = collections.Counter(), []
    while (now := time.perf_counter()) < until:
        for number, line in enumerate(lines):
            if not line.is_waiting and line.due <= now:
                line.send(request_of(number))
        soonest = min((line.due for line in lines if not line.is_waiting), default=now + 0.01)
        for key, _ in ready.select(min(max(soonest - time.perf_counter(), 0), 0.01)):
            status = key.data.answer()
            if status is not None:
                statuses[status] += 1
                took.append((time.perf_counter() - key.data.sent_due) * 1000)
    return statuses, took


def attack(address, emails: list[str], rate: float, addresses: int, seconds: float, result) -> None:
    begun = time.perf_counter() + 0.5
    sources = [f"127.{1 + n // 65536}.{n // 256 % 256}.{n % 256}" for n in range(1, addresses + 1)]
    lines = [
        Line(address, source, addresses / rate, begun + n / rate) for n, source in enumerate(sources)
    ]
    guesses = [0]

    def request_of(_: int) -> bytes:
        guesses[0] += 1
        number = guesses[0]
        email = emails[number % len(emails)] if number % 2 else f"ninguem{number}@exemplo.com.br"
        body = json.dumps({"email": email, "password": f"errada-{number}-{'x' * 12}"})
        return (
            f"POST /api/v1/session HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    statuses, took = keep_asking(lines, request_of, begun + seconds)
    result.put((dict(statuses), guesses[0], took))


def work(address, cookies: list[str], seconds: float, result) -> None:
    begun = time.perf_counter() + 0.5
    asked = [0]
    lines = [
        Line(address, "127.0.0.1", ASKED_EVERY_S, begun + n * ASKED_EVERY_S / len(cookies))
        for n in range(len(cookies))
    ]

    def request_of(number: int) -> bytes:
        asked[0] += 1
        path = QUESTIONS[asked[0] % len(QUESTIONS)]
        return f"GET {path} HTTP/1.1\r\nHost: here\r\nCookie: {cookies[number]}\r\n\r\n".encode()

    statuses, took = keep_asking(lines, request_of, begun + seconds)
    result.put((dict(statuses), took))


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


class Round:
    def __init__(self, panel: Panel, people: list[Person], chosen, rate: float):
        place = urlsplit(panel.url)
        address = (place.hostname, place.port)
        spawn = multiprocessing.get_context("spawn")
        told, heard = spawn.Queue(), spawn.Queue()
        emails = [person.email for person in people]
        workers = [
            spawn.Process(target=work, args=(address, [p.cookie for p in people], chosen.seconds, told))
        ]
        if rate:
            guesser = (address, emails, rate, chosen.addresses, chosen.seconds, heard)
            workers.append(spawn.Process(target=attack, args=guesser))
        cpu = cpu_seconds(panel.process.pid)
        for worker in workers:
            worker.start()
        statuses, self.took = told.get(timeout=chosen.seconds + 60)
        self.guessed, self.guesses = {}, 0
        if rate:
            self.guessed, self.guesses, _ = heard.get(timeout=chosen.seconds + 60)
        for worker in workers:
            worker.join()
        self.cpu = cpu_seconds(panel.process.pid) - cpu
        self.memory = memory_mb(panel.process.pid, "VmHWM")
        if statuses.keys() != {200}:
            sys.exit(f"people at work were answered {statuses}")
        if not self.guessed.keys() <= {401, 429, 503}:
            sys.exit(f"guesses were answered {self.guessed}")
        self.p99 = percentile(self.took, 0.99)

    def tell(self, name: str) -> None:
        guesses = ", ".join(f"{status}: {count:,}" for status, count in sorted(self.guessed.items()))
        print(
            f"| {name} | {self.guesses:,} ({guesses}) | {len(self.took):,} | {percentile(self.took, 0.5):.1f} "
            f"| {self.p99:.1f} | {max(self.took):.0f} | {self.cpu:.1f} | {self.memory:.0f} |"
        )


def log_in_again(panel: Panel, people: list[Person]) -> None:
    for person in people:
        Person(panel, person.email, "/api/v1/session", {"email": person.email})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--guesses", type=float, default=1000)
    options.add_argument("--addresses", type=int, default=1000)
    options.add_argument("--people", type=int, default=10)
    options.add_argument("--seconds", type=float, default=15)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mb-")))
        aws, accounts, regions = begin(folder, 2, 2)
        stack.callback(aws.stop)
        panel = Panel(folder / "panel", aws.environment(), "--sweep-every", "86400", "--listen", "127.0.0.1:0")
        stack.callback(panel.stop)
        panel.start()
        print(machine())
        ana = first_administrator(panel)
        people = members(panel, chosen.people)
        settle(aws, accounts, regions, 200)
        for account in accounts:
            connect(panel, aws, account)
        wait_until(lambda: json.loads(ana.get("/api/v1/servers"))["total"] == 400, "the servers are read")
        before = memory_mb(panel.process.pid)
        print("| | guesses | answers to people | p50 ms | p99 ms | most ms | panel's CPU s | panel's memory, most, MB |")
        print("|---|---|---|---|---|---|---|---|")
        floods, calm = [], []
        for number in range(1, chosen.rounds + 1):
            calm.append(Round(panel, people, chosen, 0))
            calm[-1].tell(f"{number}: calm")
            floods.append(Round(panel, people, chosen, chosen.guesses))
            floods[-1].tell(f"{number}: flood")
            log_in_again(panel, people)
        print(f"after each flood all {len(people)} people logged in; memory {before:.0f} MB before the first")
    best, median = min(r.p99 for r in floods), statistics.median(r.p99 for r in floods)
    quiet = statistics.median(r.p99 for r in calm)
    memory = floods[-1].memory
    is_met = median <= GOAL_MS and memory <= MEMORY_GOAL_MB
    print(
        f"flood {'met' if is_met else 'NOT met'}: p99 of people at work best {best:.1f} ms, median {median:.1f} ms "
        f"(goal ≤ {GOAL_MS} ms; without the flood {quiet:.1f} ms), panel at most {memory:.0f} MB, nobody locked out"
    )


if __name__ == "__main__":
    main()
