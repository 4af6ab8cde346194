"""./dev bench p2: the panel reads a hundred accounts in thirty regions, against the shortest time in
which that can be done.

Goal P2: a sweep of 100 accounts × 30 regions × 1,000 servers per account takes at most 1.25 times the
critical path that the simulated AWS computes from the latencies it gave (20 to 300 ms a call); no call
is throttled while the panel uses 70 % of AWS's buckets; the panel stays within 150 MB.

The panel is `mirante serve` with a store on disk, the simulated AWS another process; both run on this
machine and share its processors, so what both computed is told beside the wall time. The panel is
measured twice: when everything is new to it, and when nothing is. The critical path counts AWS's
buckets at 70 % and the connections that the panel allows itself for what only reads: 5 of 6 to a host
(one region of one service), 240 of 256 in all.

    bench/p2.py [--accounts N] [--regions N] [--servers N] [--latency LEAST MOST] [--keep FOLDER]

Exit code: 1 if what the panel stored is not what there is, else 0 (the last lines say whether the goal
was met)."""

import argparse
import contextlib
import json
import pathlib
import sys
import tempfile
import time

from _processes import cpu_seconds, machine, memory_mb

from panel import Panel  # isort: skip
from processes import wait_until  # isort: skip
from simulated_aws import SimulatedAws  # isort: skip

GOAL_RATIO, GOAL_MB = 1.25, 150
PER_HOST, CONNECTIONS, BUCKET_SHARE = 5, 240, 0.7
FIRST_ACCOUNT = 200_000_000_000
TYPES = ("t3.micro", "t3.medium", "m5.large", "m6i.xlarge", "c6i.large", "r5.large")


def regions_of(estate: str) -> list[str]:
    """Those that an account of this estate has switched on; those that every account has come first."""
    aws = SimulatedAws(estate)
    try:
        return aws.credentials["accounts"][0]["regions"]
    finally:
        aws.stop()


def connect(panel: Panel, aws: SimulatedAws, account: str) -> None:
    status, added = panel.api("POST", "/api/v1/accounts", {"name": f"Conta {account}", "connection": "role"})
    assert status == 201, added
    known = added["account"]
    arn = aws.add_role(account, known["external_id"], name="panel", grants="operator")
    status, document = panel.api("POST", f"/api/v1/accounts/{known['id']}/connect", {"role_arn": arn})
    assert status == 200, document


def is_quiet(aws: SimulatedAws):
    """Whether no call came for longer than the panel takes to notice a new account (5 s)."""
    seen = [-1]

    def ask() -> bool:
        calls = aws.control("GET", "state")["calls"]
        seen[0], before = calls, seen[0]
        time.sleep(7)
        return calls == before

    return ask


def settle(aws: SimulatedAws, accounts: list[str], regions: list[str], servers: int) -> None:
    for account in accounts:
        for r, region in enumerate(regions):
            here = servers // len(regions) + (r < servers % len(regions))
            kinds = [
                {
                    "name": f"srv-{kind}-{{n}}",
                    "type": kind,
                    "count": here // len(TYPES) + (t < here % len(TYPES)),
                    "state": "stopped" if t == 0 else "running",
                    "tags": {"Ambiente": "producao" if t % 2 else "homologacao", "Equipe": f"equipe-{t}"},
                }
                for t, kind in enumerate(TYPES)
            ]
            place = {"account": account, "region": region, "servers": [k for k in kinds if k["count"]]}
            aws.control("POST", "places", place)


class Sweep:
    """One sweep, measured."""

    def __init__(self, panel: Panel, aws: SimulatedAws, regions: list[str], name: str):
        after = aws.control("GET", "state")["calls"]
        cpu, cpu_aws = cpu_seconds(panel.process.pid), cpu_seconds(aws.process.pid)
        begun = time.perf_counter()
        status, asked = panel.api("POST", "/api/v1/sweeps", {"regions": regions})
        assert status == 202, asked
        self.state = wait_until(lambda: self.ended(panel), "the sweep has ended", at_most=900, pause=0.1)
        self.wall = time.perf_counter() - begun
        self.cpu = cpu_seconds(panel.process.pid) - cpu
        self.cpu_aws = cpu_seconds(aws.process.pid) - cpu_aws
        self.memory = memory_mb(panel.process.pid, "VmHWM")
        self.path = aws.control(
            "GET",
            f"critical-path?after={after}&bucket_share={BUCKET_SHARE}&per_host={PER_HOST}"
            f"&connections={CONNECTIONS}",
        )
        self.name = name

    @staticmethod
    def ended(panel: Panel) -> str | None:
        """From the list: the operation itself comes with its thousands of targets."""
        state = panel.get("/api/v1/operations?limit=1")["operations"][0]["state"]
        return None if state == "running" else state

    @property
    def ratio(self) -> float:
        return self.wall / self.path["critical_path_s"]

    def tell(self) -> None:
        path = self.path
        bounds = ", ".join(f"{name} {value:.1f}" for name, value in path["bounds_s"].items())
        print(
            f"{self.name}: {path['calls']:,} calls in {self.wall:.1f} s; critical path "
            f"{path['critical_path_s']:.1f} s by {path['limited_by']} ({bounds}); {self.ratio:.2f}×\n"
            f"  CPU s: panel {self.cpu:.1f}, simulated AWS {self.cpu_aws:.1f}; throttled {path['throttled']}; "
            f"panel at most {self.memory:.0f} MB; ended {self.state}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--accounts", type=int, default=100)
    options.add_argument("--regions", type=int, default=30)
    options.add_argument("--servers", type=int, default=1000, help="of each account")
    options.add_argument("--latency", type=int, nargs=2, default=[20, 300], metavar=("LEAST", "MOST"))
    options.add_argument("--keep", type=pathlib.Path, help="a folder for the panel's data, kept")
    chosen = options.parse_args()
    with contextlib.ExitStack() as stack:
        folder = chosen.keep or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        accounts = [str(FIRST_ACCOUNT + n) for n in range(chosen.accounts)]
        everywhere = regions_of("big:1x1x1")
        regions = regions_of(f"big:1x{chosen.regions}x1")
        opted_in = [region for region in regions if region not in everywhere]
        estate = {
            "accounts": [
                {"id": account, "name": f"Conta {account}", "opted_in": opted_in} for account in accounts
            ]
        }
        (folder / "estate.json").write_text(json.dumps(estate))
        aws = SimulatedAws(str(folder / "estate.json"))
        stack.callback(aws.stop)
        panel = Panel(folder / "panel", aws.environment(), "--sweep-every", "86400").start()
        stack.callback(panel.stop)
        print(machine())
        for account in accounts:
            connect(panel, aws, account)
        wait_until(is_quiet(aws), "the first look at the empty accounts is over", at_most=300)
        print(f"panel with {len(accounts)} empty accounts: {memory_mb(panel.process.pid):.0f} MB")
        settle(aws, accounts, regions, chosen.servers)
        least, most = chosen.latency
        aws.fault("latency", latency_ms=least, latency_most_ms=most)

        sweeps = [Sweep(panel, aws, regions, name) for name in ("all new", "nothing new")]
        for sweep in sweeps:
            sweep.tell()
        count = sum(1 for _ in panel.servers())
        if count != chosen.accounts * chosen.servers:
            sys.exit(f"the panel shows {count} servers, there are {chosen.accounts * chosen.servers}")
    best = sweeps[1]
    good = (
        max(s.ratio for s in sweeps) <= GOAL_RATIO
        and not any(s.path["throttled"] for s in sweeps)
        and best.memory <= GOAL_MB
    )
    print(
        f"\nP2 {'met' if good else 'NOT met'}: {sweeps[0].ratio:.2f}× and {best.ratio:.2f}× the critical path "
        f"(goal ≤ {GOAL_RATIO}×), {sum(s.path['throttled'] for s in sweeps)} throttled (goal 0), "
        f"{best.memory:.0f} MB (goal ≤ {GOAL_MB} MB)"
    )


if __name__ == "__main__":
    main()
