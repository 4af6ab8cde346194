"""Many readers of a panel's stream of events, in this one process: raw sockets and epoll, since a client that
is slower than the panel would be what is measured."""

import contextlib
import os
import resource
import select
import socket
import statistics
import sys
import threading
import time
from urllib.parse import urlsplit

from _metrics import figure
from _people import Person, members
from _processes import cpu_seconds, memory_mb

from panel import Panel  # isort: skip
from processes import wait_until  # isort: skip

GOAL_MS = 100
STREAMS_OF_PERSON = 24
STREAMS_MADE_AT_ONCE = 200
SPARE_FILES = 200
OTHERS = 100  # Readers beside the one that stalls.
CHANGES_AT_ONCE = 16


class Readers:
    """Streams that are read as soon as something arrives, by one thread."""

    def __init__(self, url: str):
        place = urlsplit(url)
        self.address = (place.hostname, place.port)
        self.epoll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.open_ones: set[int] = set()

    def open(self, cookie: str) -> socket.socket:
        reader = socket.create_connection(self.address, timeout=60)
        request = f"GET /api/v1/events HTTP/1.1\r\nHost: {self.address[0]}\r\nCookie: {cookie}\r\n\r\n"
        reader.sendall(request.encode())
        return reader

    def add(self, readers: list[socket.socket]) -> None:
        for reader in readers:
            heard = b""
            while b"event: hello" not in heard:
                piece = reader.recv(4096)
                if not piece or b" 200 " not in heard[:20] + piece[:20]:
                    sys.exit(f"a stream was refused: {(heard + piece)[:400]!r}")
                heard += piece
            reader.setblocking(False)
            self.sockets[reader.fileno()] = reader
            self.open_ones.add(reader.fileno())
            self.epoll.register(reader.fileno(), select.EPOLLIN)

    def hear(self, mark: bytes, count: int = 1, at_most: float = 60.0) -> tuple[float, float]:
        """When the first of all readers has heard so many messages with this, and when the last."""
        missing = dict.fromkeys(self.open_ones, count)
        first = last = 0.0
        end = time.perf_counter() + at_most
        while missing:
            for handle, _ in self.epoll.poll(1.0, len(self.sockets) + 1):
                heard = os.read(handle, 65536)
                if not heard:
                    self.epoll.unregister(handle)
                    self.open_ones.discard(handle)
                    missing.pop(handle, None)
                elif handle in missing and mark in heard:
                    missing[handle] -= heard.count(mark)
                    if missing[handle] <= 0:
                        del missing[handle]
                        last = time.perf_counter()
                        first = first or last
            if time.perf_counter() > end:
                sys.exit(f"{len(missing)} readers heard nothing of {mark!r} in {at_most:g} s")
        return first, last

    @property
    def closed(self) -> int:
        return len(self.sockets) - len(self.open_ones)

    def close(self) -> None:
        for reader in self.sockets.values():
            reader.close()
        self.sockets.clear()
        self.epoll.close()


class Change:
    """Something that an administrator does, about which everybody hears; in a thread of its own."""

    def __init__(self, ana: Person, name: str):
        self.ana, self.name = ana, name
        self.asked = 0.0
        self.thread = threading.Thread(target=self.make)

    def make(self) -> None:
        self.asked = time.perf_counter()
        status, said = self.ana.send("POST", "/api/v1/customers", {"name": self.name})
        assert status == 201, said


def open_all(panel: Panel, people: list[Person], count: int) -> Readers:
    readers = Readers(panel.url)
    cookies = [person.cookie for person in people for _ in range(STREAMS_OF_PERSON)][:count]
    for begin in range(0, count, STREAMS_MADE_AT_ONCE):
        readers.add([readers.open(cookie) for cookie in cookies[begin : begin + STREAMS_MADE_AT_ONCE]])
    return readers


def tell_all(people: list[Person], readers: Readers, name: str) -> tuple[float, float]:
    """Each of these people makes a change at once: milliseconds from the first request until the last
    reader has heard of all of them, and from the first reader that has to the last."""
    changes = [Change(person, f"{name}-{number}") for number, person in enumerate(people)]
    for change in changes:
        change.thread.start()
    first, last = readers.hear(b"customers.changed", len(people))
    for change in changes:
        change.thread.join()
    return (last - min(change.asked for change in changes)) * 1000, (last - first) * 1000


def streams_of(panel: Panel) -> int:
    """As its own figures say."""
    return int(figure(panel, "mirante_events_streams"))


def measure_readers(panel: Panel, ana: Person, count: int, events: int, core: int) -> tuple[bool, str]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if count + SPARE_FILES > most:
        sys.exit(f"{count} readers need as many open files; this process may have {most} (ulimit -Hn)")
    people = members(panel, -(-max(count, OTHERS + 1) // STREAMS_OF_PERSON))
    os.sched_setaffinity(0, {core})
    before = memory_mb(panel.process.pid)
    readers = open_all(panel, people, count)
    memory = memory_mb(panel.process.pid)
    print(
        f"\n{count:,} readers of {len(people)} people: panel {before:.0f} MB before, {memory:.0f} MB with them, "
        f"{(memory - before) * 1000 / count:.1f} KB a reader"
    )
    cpu = cpu_seconds(panel.process.pid)
    told = [tell_all([ana], readers, f"Cliente {number}") for number in range(events)]
    cpu = (cpu_seconds(panel.process.pid) - cpu) / events
    if readers.closed:
        sys.exit(f"the panel closed {readers.closed} of the readers")
    readers.close()
    wait_until(lambda: streams_of(panel) == 0, "the panel has noticed that they left", at_most=60)
    whole = [one[0] for one in told]
    print(
        f"{events} events to all: from the request to the last reader best {min(whole):.0f} ms, median "
        f"{statistics.median(whole):.0f} ms, most {max(whole):.0f} ms; from the first reader to the last best "
        f"{min(one[1] for one in told):.0f} ms, median {statistics.median(one[1] for one in told):.0f} ms; "
        f"panel's CPU {cpu * 1000:.0f} ms an event"
    )
    measure_stalled(panel, ana, people)
    best = statistics.median(whole)
    return best <= GOAL_MS, f"one event to {count:,} readers in {best:.0f} ms, median (goal ≤ {GOAL_MS} ms)"


def measure_stalled(panel: Panel, ana: Person, people: list[Person]) -> None:
    """A reader that takes nothing, among others."""
    readers = open_all(panel, people, OTHERS)
    writers = [ana.again() for _ in range(CHANGES_AT_ONCE)]
    alone = [tell_all(writers, readers, f"Antes {number}")[0] for number in range(20)]
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect(readers.address)
    request = f"GET /api/v1/events HTTP/1.1\r\nHost: here\r\nCookie: {people[-1].cookie}\r\n\r\n"
    stalled.sendall(request.encode())
    wait_until(lambda: streams_of(panel) == OTHERS + 1, "the stalled reader is there")
    memory = memory_mb(panel.process.pid)
    beside = []
    while streams_of(panel) > OTHERS:
        beside.append(tell_all(writers, readers, f"Depois {len(beside)}")[0])
        if len(beside) > 1000:
            sys.exit("the reader that stalls was never cut off")
    heard = 0
    stalled.settimeout(10)
    with contextlib.suppress(ConnectionError):
        while piece := stalled.recv(65536):
            heard += len(piece)
    stalled.close()
    if readers.closed:
        sys.exit(f"with the one that stalled, {readers.closed} others were cut off")
    readers.close()
    print(
        f"a reader that stalls beside {OTHERS}: cut off after {len(beside) * CHANGES_AT_ONCE:,} events, of which the "
        f"system held {heard:,} bytes; panel {memory_mb(panel.process.pid) - memory:+.1f} MB; the others heard "
        f"{CHANGES_AT_ONCE} changes at once within {statistics.median(beside):.0f} ms (median), without it "
        f"{statistics.median(alone):.0f} ms"
    )
