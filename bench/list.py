"""./dev bench list: how long the list of servers takes where there are 100,000 of them.

Goal: filtered, searched, sorted and paged, as the page of servers and the command line ask for it, the
95th percentile of all questions is at most 100 ms.

The panel reads 100 accounts with 1,000 servers each from the simulated AWS, as it reads AWS. Then a person
who is logged in asks over TCP: each way to narrow the list down, in each order, the first page, the next
one and one far behind; each question several times, in an order drawn by a seed. What is measured is the
time from the request to the last byte of the answer, on one connection, while nothing else is asked. Every
answer's total and length are compared with what the estate holds before its time counts.

    bench/list.py [--accounts N] [--servers N] [--regions N] [--rounds N] [--mariadb] [--keep FOLDER]

Exit code: 1 if an answer is wrong, else 0 (the last line says whether the goal was met)."""

import argparse
import contextlib
import dataclasses
import itertools
import json
import pathlib
import random
import statistics
import sys
import tempfile
import time
from urllib.parse import quote

from _big_estate import TYPES, begin, connect, is_quiet, newest_operation_ended, settle
from _people import Person, first_administrator
from _processes import cpu_seconds, machine, memory_mb

from mariadb import Mariadb  # isort: skip
from panel import Panel  # isort: skip
from processes import wait_until  # isort: skip

GOAL_MS = 100
PAGE = 50
SORTS = ("name", "-name", "id", "state", "type", "account", "region", "zone", "-launched", "-changed", "observed")
CUSTOMERS = ("Padaria", "Oficina")


@dataclasses.dataclass
class Narrowed:
    """One way to narrow the list down."""

    name: str
    query: str
    total: int


@dataclasses.dataclass
class Asked:
    narrowed: str
    sort: str
    page: str
    ms: float
    size: int


class Estate:
    """What there is, counted without the panel: as `settle` divides the servers."""

    def __init__(self, accounts: list[str], regions: list[str], servers: int):
        self.accounts, self.regions = accounts, regions
        self.in_region = [
            servers // len(regions) + (r < servers % len(regions)) for r in range(len(regions))
        ]

    def count(self, types=TYPES, regions=None, accounts: int | None = None) -> int:
        found = 0
        for region, here in zip(self.regions, self.in_region, strict=True):
            if regions is None or region in regions:
                found += sum(
                    here // len(TYPES) + (TYPES.index(kind) < here % len(TYPES)) for kind in types
                )
        return found * (len(self.accounts) if accounts is None else accounts)

    def ways(self, ids: dict[str, str]) -> list[Narrowed]:
        """`ids` of accounts by AWS's."""
        first, second = self.regions[:2]
        stopped, running = TYPES[:1], TYPES[1:]
        in_production = TYPES[1::2]
        few = "".join(f"&account={ids[a]}" for a in self.accounts[:10])
        one = f"&account={ids[self.accounts[3]]}"
        many = len(self.accounts)
        return [
            Narrowed("everything", "", self.count()),
            Narrowed("state", "&state=running", self.count(running)),
            Narrowed("rare state", "&state=stopped", self.count(stopped)),
            Narrowed("region", f"&region={first}", self.count(regions=[first])),
            Narrowed("two regions", f"&region={first}&region={second}", self.count(regions=[first, second])),
            Narrowed("account", one, self.count(accounts=1)),
            Narrowed("ten accounts", few, self.count(accounts=min(10, many))),
            Narrowed("customer", f"&customer={CUSTOMERS[0]}", self.count(accounts=(many + 1) // 2)),
            Narrowed("type", "&type=m5.large", self.count(["m5.large"])),
            Narrowed("tag", "&tag=Ambiente", self.count()),
            Narrowed("tag and value", "&tag=Ambiente:producao", self.count(in_production)),
            Narrowed("name", "&name=srv-c6i*", self.count(["c6i.large"])),
            Narrowed("text", "&q=r5.la", self.count(["r5.large"])),
            Narrowed("text that fits nothing", "&q=nada+disso", 0),
            Narrowed(
                "state, region, tag",
                f"&state=running&region={first}&tag=Ambiente:producao",
                self.count(in_production, [first]),
            ),
            Narrowed(
                "customer, state, text",
                f"&customer={CUSTOMERS[0]}&state=running&q=m5",
                self.count(["m5.large"], accounts=(many + 1) // 2),
            ),
        ]


class Questions:
    def __init__(self, person: Person):
        self.person = person
        self.asked: list[Asked] = []

    def ask(self, way: Narrowed, sort: str, page: str, place: str) -> dict:
        begun = time.perf_counter()
        text = self.person.get(f"/api/v1/servers?limit={PAGE}&sort={sort}{way.query}{place}")
        took = (time.perf_counter() - begun) * 1000
        answer = json.loads(text)
        if answer["total"] != way.total:
            sys.exit(f"{way.name}: the panel counts {answer['total']} servers, there are {way.total}")
        self.asked.append(Asked(way.name, sort, page, took, len(text)))
        return answer

    def ask_pages(self, way: Narrowed, sort: str) -> None:
        answer = self.ask(way, sort, "first", "")
        self.compare(way, answer, 0)
        if "next" in answer:
            self.compare(way, self.ask(way, sort, "next", f"&after={quote(answer['next'])}"), PAGE)
        if way.total > 2 * PAGE:
            far = way.total // PAGE // 2 * PAGE
            self.compare(way, self.ask(way, sort, "far behind", f"&offset={far}"), far)

    @staticmethod
    def compare(way: Narrowed, answer: dict, before: int) -> None:
        wanted = max(min(PAGE, way.total - before), 0)
        if len(answer["servers"]) != wanted:
            sys.exit(f"{way.name}: {len(answer['servers'])} servers on a page of {wanted}")

    def percentile(self, share: float, **only) -> float:
        chosen = sorted(
            one.ms for one in self.asked if all(getattr(one, name) == value for name, value in only.items())
        )
        return chosen[min(int(len(chosen) * share), len(chosen) - 1)] if chosen else float("nan")

    def tell(self, title: str, field: str) -> None:
        print(f"\n| {title} | p50 ms | p95 ms | most ms |\n|---|---|---|---|")
        for value in dict.fromkeys(getattr(one, field) for one in self.asked):
            ms = [self.percentile(share, **{field: value}) for share in (0.5, 0.95, 1.0)]
            print(f"| {value} | {ms[0]:.1f} | {ms[1]:.1f} | {ms[2]:.1f} |")


def add_customers(panel: Panel) -> dict[str, str]:
    ids = {}
    for name in CUSTOMERS:
        status, made = panel.api("POST", "/api/v1/customers", {"name": name})
        assert status == 201, made
        ids[name] = made["id"]
    return ids


def fill(panel: Panel, person: Person, aws, accounts: list[str], regions: list[str], servers: int) -> None:
    """Through the panel's own sweep."""
    customers = list(add_customers(panel).values())
    for number, account in enumerate(accounts):
        connect(panel, aws, account, customers[number % 2])
    wait_until(is_quiet(aws), "the first look at the empty accounts is over", at_most=600)
    settle(aws, accounts, regions, servers)
    begun = time.perf_counter()
    status, asked = panel.api("POST", "/api/v1/sweeps", {"regions": regions})
    assert status == 202, asked
    state = wait_until(lambda: newest_operation_ended(panel), "the sweep has ended", at_most=900, pause=0.5)
    person.connection.close()  # It has rested for too long; the next question opens it again.
    print(f"read in {time.perf_counter() - begun:.1f} s ({state}); panel {memory_mb(panel.process.pid):.0f} MB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--accounts", type=int, default=100)
    options.add_argument("--regions", type=int, default=5)
    options.add_argument("--servers", type=int, default=1000, help="of each account")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--mariadb", action="store_true", help="the store is MariaDB, else SQLite")
    options.add_argument("--keep", type=pathlib.Path, help="a folder for the panel's data, kept")
    chosen = options.parse_args()
    with contextlib.ExitStack() as stack:
        folder = chosen.keep or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mb-")))
        aws, accounts, regions = begin(folder, chosen.accounts, chosen.regions)
        stack.callback(aws.stop)
        environment = aws.environment()
        if chosen.mariadb:
            mariadb = Mariadb(folder)
            stack.callback(mariadb.stop)
            environment["MIRANTE_DATABASE"] = mariadb.url
        panel = Panel(folder / "panel", environment, "--sweep-every", "86400", "--listen", "127.0.0.1:0")
        stack.callback(panel.stop)
        panel.start()
        print(machine() + (", MariaDB" if chosen.mariadb else ", SQLite"))
        person = first_administrator(panel)
        fill(panel, person, aws, accounts, regions, chosen.servers)

        estate = Estate(accounts, regions, chosen.servers)
        known = panel.get("/api/v1/accounts")["accounts"]
        questions = Questions(person)
        asked = list(itertools.product(estate.ways({a["aws_account_id"]: a["id"] for a in known}), SORTS))
        cpu = cpu_seconds(panel.process.pid)
        for seed in range(chosen.rounds):
            random.Random(seed).shuffle(asked)
            for way, sort in asked:
                questions.ask_pages(way, sort)
        cpu = (cpu_seconds(panel.process.pid) - cpu) / len(questions.asked)
        questions.tell("narrowed down by", "narrowed")
        questions.tell("sorted by", "sort")
        questions.tell("page", "page")
        size = statistics.median(one.size for one in questions.asked)
        print(f"\npanel {memory_mb(panel.process.pid):.0f} MB after all questions")
    p50, p95, most = (questions.percentile(share) for share in (0.5, 0.95, 1.0))
    print(
        f"\n{estate.count():,} servers, {len(questions.asked):,} questions: p50 {p50:.1f} ms, p95 {p95:.1f} ms, "
        f"most {most:.1f} ms; panel's CPU {cpu * 1000:.1f} ms a question, {size / 1000:.0f} KB an answer\n"
        f"goal {'met' if p95 <= GOAL_MS else 'NOT met'}: p95 ≤ {GOAL_MS} ms"
    )


if __name__ == "__main__":
    main()
