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
import pathlib
import sys
import tempfile
import time

from _big_estate import begin, connect, is_quiet, newest_operation_ended, settle
from _processes import cpu_seconds, machine, memory_mb

from panel import Panel  # isort: skip
from processes import wait_until  # isort: skip
from simulated_aws import SimulatedAws  # isort: skip

GOAL_RATIO, GOAL_MB = 1.25, 150
PER_HOST, CONNECTIONS, BUCKET_SHARE = 5, 240, 0.7


class Sweep:
    """One sweep, measured."""

    def __init__(self, panel: Panel, aws: SimulatedAws, regions: list[str], name: str):
        after = aws.control("GET", "state")["calls"]
        cpu, cpu_aws = cpu_seconds(panel.process.pid), cpu_seconds(aws.process.pid)
        begun = time.perf_counter()
        status, asked = panel.api("POST", "/api/v1/sweeps", {"regions": regions})
        assert status == 202, asked
        self.state = wait_until(
            lambda: newest_operation_ended(panel), "the sweep has ended", at_most=900, pause=0.1
        )
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
        aws, accounts, regions = begin(folder, chosen.accounts, chosen.regions)
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
