"""./dev bench simcloud: how fast and how small the simulated AWS is, beside moto.

Goals: 10,000 described servers in pages of 1,000 at least 100 times faster than moto in the same run;
a World of 100 accounts × 30 regions × 1,000 servers per account in at most 2 GB; a simulated year of
300 servers that somebody starts and stops every day in under a minute.

Both servers get their 10,000 servers by the same RunInstances calls. One raw client (sockets, and
requests that botocore signs before the clock runs) lists them in pages from both, and parses nothing
while it measures. The answers are compared first: every id that RunInstances gave is listed once, and
types, states and tags are the same. Wall time is the client's, CPU time the server's; rounds
alternate, and medians are told.

    bench/simcloud.py [--servers N] [--rounds N] [--big ESTATE]

Exit code: 1 if the answers differ, else 0 (a number is no test; each line says whether its goal was
met)."""

import argparse
import collections
import http.client
import statistics
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree as xml

import botocore.auth
import botocore.awsrequest
import botocore.credentials

from _processes import cpu_seconds, machine, memory_mb

from moto_aws import PANEL_KEYS, MotoAws  # isort: skip
from simulated_aws import SimulatedAws  # isort: skip

REGION = "sa-east-1"
PAGE = 1000
TYPES = ("t3.micro", "t3.medium", "m5.large", "c5.large", "r5.large")
SPEED_GOAL, MEMORY_GOAL_MB, YEAR_GOAL_S = 100, 2000, 60
BIG = "big:100x30x1000"


class RawClient:
    """One kept connection; form in, bytes out."""

    def __init__(self, endpoint: str, keys: dict):
        url = urllib.parse.urlsplit(endpoint)
        self.endpoint = endpoint + "/"
        self.credentials = botocore.credentials.Credentials(
            keys["access_key_id"], keys["secret_access_key"]
        )
        self.connection = http.client.HTTPConnection(url.hostname, url.port, timeout=600)

    def connect(self) -> None:
        self.connection.close()
        self.connection.connect()

    def call(self, action: str, **parameters: str) -> bytes:
        form = {"Action": action, "Version": "2016-11-15", **parameters}
        request = botocore.awsrequest.AWSRequest(
            "POST",
            self.endpoint,
            data=urllib.parse.urlencode(form),
            headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
        )
        botocore.auth.SigV4Auth(self.credentials, "ec2", REGION).add_auth(request)
        self.connection.request("POST", "/", request.data, dict(request.headers.items()))
        reply = self.connection.getresponse()
        body = reply.read()
        if reply.status != 200:
            sys.exit(f"{action}: {reply.status} {body[:500].decode()}")
        return body

    def pages(self) -> list[bytes]:
        found, token = [], None
        while True:
            more = {} if token is None else {"NextToken": token}
            page = self.call("DescribeInstances", MaxResults=str(PAGE), **more)
            found.append(page)
            token = token_in(page)
            if token is None:
                return found


def token_in(page: bytes) -> str | None:
    """Found without a parser: it stands near one end of the page."""
    for part in (page[-1000:], page[:1000]):
        _, opened, rest = part.partition(b"<nextToken>")
        if opened:
            return rest.partition(b"</nextToken>")[0].decode() or None
    return None


def text(element, path: str) -> str:
    return element.findtext("/".join("{*}" + name for name in path.split("/")), "")


def ids_in(body: bytes) -> list[str]:
    return [text(item, "instanceId") for item in xml.fromstring(body).findall("{*}instancesSet/{*}item")]


def launch(client: RawClient, image: str, count: int) -> set[str]:
    """The ids that were given."""
    ids: set[str] = set()
    for batch in range((count + PAGE - 1) // PAGE):
        size = min(PAGE, count - batch * PAGE)
        tags = {"Name": f"srv-{batch}", "Ambiente": "producao" if batch % 2 else "homologacao", "Equipe": "é & <1>"}
        parameters = {"TagSpecification.1.ResourceType": "instance"}
        for number, (key, value) in enumerate(tags.items(), 1):
            parameters[f"TagSpecification.1.Tag.{number}.Key"] = key
            parameters[f"TagSpecification.1.Tag.{number}.Value"] = value
        body = client.call(
            "RunInstances",
            ImageId=image,
            InstanceType=TYPES[batch % len(TYPES)],
            MinCount=str(size),
            MaxCount=str(size),
            **parameters,
        )
        ids.update(ids_in(body))
    return ids


def image_of(client: RawClient) -> str:
    body = client.call("DescribeImages", **{"Owner.1": "amazon", "Filter.1.Name": "architecture", "Filter.1.Value.1": "x86_64"})
    return text(xml.fromstring(body), "imagesSet/item/imageId")


def what_is_there(pages: list[bytes], ids: set[str], whose: str) -> collections.Counter:
    """How many servers there are of each type, state and set of tags."""
    seen: list[str] = []
    kinds: collections.Counter = collections.Counter()
    for page in pages:
        for server in xml.fromstring(page).iterfind("{*}reservationSet/{*}item/{*}instancesSet/{*}item"):
            seen.append(text(server, "instanceId"))
            tags = sorted((text(tag, "key"), text(tag, "value")) for tag in server.iterfind("{*}tagSet/{*}item"))
            kinds[text(server, "instanceType"), text(server, "instanceState/name"), tuple(tags)] += 1
    if len(seen) != len(set(seen)) or set(seen) != ids:
        sys.exit(f"{whose} lists {len(seen)} servers, {len(set(seen) ^ ids)} of them wrongly")
    return kinds


class Measured:
    def __init__(self, client: RawClient, pid: int):
        self.client, self.pid = client, pid
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.bytes = 0

    def run(self) -> list[bytes]:
        self.client.connect()  # The last one was idle while the other was measured.
        wall, cpu = time.perf_counter(), cpu_seconds(self.pid)
        pages = self.client.pages()
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(cpu_seconds(self.pid) - cpu)
        self.bytes = sum(map(len, pages))
        return pages


def met(goal: bool) -> str:
    return "met" if goal else "NOT met"


def list_servers(count: int, rounds: int) -> None:
    ours = SimulatedAws("empty")
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        moto = MotoAws(log.name)
        try:
            compare_listings(ours, moto, count, rounds)
        finally:
            moto.stop()
            ours.stop()


def compare_listings(ours: SimulatedAws, moto: MotoAws, count: int, rounds: int) -> None:
    # The panel's own account is empty; limits of quantity are not what is measured.
    ours.control("POST", "throttling", {"enabled": False})
    ours.control("POST", "pace", {"late_visibility": 0})
    account = ours.credentials["panel"]["account"]
    ours.control(
        "POST", "vcpu-limit", {"account": account, "region": REGION, "vcpus": 10 * count}
    )
    mine = Measured(RawClient(ours.endpoint, ours.credentials["panel"]["admin"]), ours.process.pid)
    his = Measured(RawClient(moto.endpoint, PANEL_KEYS), moto.process.pid)
    my_ids = launch(mine.client, image_of(mine.client), count)
    his_ids = launch(his.client, image_of(his.client), count)
    ours.advance(300)
    for number in range(rounds):
        his_pages, my_pages = his.run(), mine.run()
        if number == 0:
            here = what_is_there(my_pages, my_ids, "mirante-simcloud")
            there = what_is_there(his_pages, his_ids, "moto")
            if here != there:
                sys.exit(f"the answers differ:\n  only here:  {here - there}\n  only there: {there - here}")
    print(f"{count:,} servers in pages of {PAGE:,}: ids, types, states and tags are equal; {rounds} rounds\n")
    print(f"{'one full listing':<24}{'wall s':>9}{'CPU s':>9}{'MB':>8}")
    for name, one in (("moto", his), ("mirante-simcloud", mine)):
        print(
            f"{name:<24}{statistics.median(one.wall):>9.3f}{statistics.median(one.cpu):>9.3f}"
            f"{one.bytes / 1e6:>8.1f}"
        )
    ratio = statistics.median(his.wall) / statistics.median(mine.wall)
    cpu_ratio = statistics.median(his.cpu) / max(0.01, statistics.median(mine.cpu))
    print(
        f"\nspeed {met(ratio >= SPEED_GOAL)}: {ratio:.0f}× faster on the wall, {cpu_ratio:.0f}× less CPU "
        f"(goal ≥ {SPEED_GOAL}×)"
    )


def big_world(estate: str) -> None:
    begun = time.perf_counter()
    aws = SimulatedAws(estate)
    took = time.perf_counter() - begun
    try:
        state = aws.control("GET", "state")
        memory = memory_mb(aws.process.pid)
        print(
            f"memory {met(memory <= MEMORY_GOAL_MB)}: {estate} is {memory:.0f} MB with {state['instances']:,} "
            f"servers and {state['volumes']:,} volumes, made in {took:.1f} s (goal ≤ {MEMORY_GOAL_MB} MB)"
        )
    finally:
        aws.stop()


def year() -> None:
    aws = SimulatedAws("big:1x1x300")
    try:
        week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        for action, at in (("StartInstances", "08:00"), ("StopInstances", "18:00")):
            step = {
                "every_day": {"at": at, "days": week, "utc_offset": "-03:00"},
                "do": "call",
                "action": action,
                "servers": "srv-*",
                "as": "arn:aws:iam::200000000000:user/somebody-else",
            }
            aws.control("POST", "scripts", {"name": action, "steps": [step]})
        begun, cpu = time.perf_counter(), cpu_seconds(aws.process.pid)
        # Day by day: a watcher of a demo asks now and then.
        for _ in range(365):
            aws.advance(86_400)
        took = time.perf_counter() - begun
        cpu = cpu_seconds(aws.process.pid) - cpu
        state = aws.control("GET", "state")
        if state["changes"] < 2 * 2 * 300 * 364:
            sys.exit(f"the year is not what it should be: {state}")
        print(
            f"year {met(took < YEAR_GOAL_S)}: {state['instances']} servers, {state['changes']:,} changes of state, "
            f"{took:.1f} s on the wall, {cpu:.1f} s of CPU (goal < {YEAR_GOAL_S} s)"
        )
    finally:
        aws.stop()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--servers", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--big", default=BIG, help="the estate whose memory is told")
    chosen = options.parse_args()
    print(machine() + "\n")
    list_servers(chosen.servers, chosen.rounds)
    big_world(chosen.big)
    year()


if __name__ == "__main__":
    main()
