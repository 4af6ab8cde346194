"""A big estate for benches: accounts with servers of many types in many regions, connected to a panel."""

import json
import pathlib
import time

import _processes  # noqa: F401  (says where the journeys' modules are)

from panel import Panel  # isort: skip
from simulated_aws import SimulatedAws  # isort: skip

FIRST_ACCOUNT = 200_000_000_000
TYPES = ("t3.micro", "t3.medium", "m5.large", "m6i.xlarge", "c6i.large", "r5.large")


def regions_of(estate: str) -> list[str]:
    """Those that an account of this estate has switched on; those that every account has come first."""
    aws = SimulatedAws(estate)
    try:
        return aws.credentials["accounts"][0]["regions"]
    finally:
        aws.stop()


def begin(folder: pathlib.Path, accounts: int, regions: int) -> tuple[SimulatedAws, list[str], list[str]]:
    """The simulated AWS with empty accounts; their ids, and the regions that are switched on."""
    ids = [str(FIRST_ACCOUNT + n) for n in range(accounts)]
    everywhere = regions_of("big:1x1x1")
    chosen = regions_of(f"big:1x{regions}x1")[:regions]
    opted_in = [region for region in chosen if region not in everywhere]
    estate = {"accounts": [{"id": one, "name": f"Conta {one}", "opted_in": opted_in} for one in ids]}
    folder.mkdir(exist_ok=True, parents=True)
    (folder / "estate.json").write_text(json.dumps(estate))
    return SimulatedAws(str(folder / "estate.json")), ids, chosen


def connect(panel: Panel, aws: SimulatedAws, account: str, customer: str = "") -> None:
    wish = {"name": f"Conta {account}", "connection": "role", **({"customer": customer} if customer else {})}
    status, added = panel.api("POST", "/api/v1/accounts", wish)
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


def newest_operation_ended(panel: Panel) -> str | None:
    """From the list: a sweep itself comes with its thousands of targets."""
    state = panel.get("/api/v1/operations?limit=1")["operations"][0]["state"]
    return None if state == "running" else state
