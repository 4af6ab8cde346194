"""A company with two customers in four AWS accounts, as its people see it: what the tours of all
pages and the acceptance journey look at. Names are of the kind that people give."""

import json
import re
import tempfile
from dataclasses import dataclass

from estates import DADOS, LOJA, VERDE, servers
from panel import Panel
from simulated_aws import SimulatedAws

CINZA = "540987654321"


def tagged(name: str, count: int = 1, /, *, role: str, place: str = "produção", **more) -> dict:
    return servers(name, count, tags={"Papel": role, "Ambiente": place}, **more)


ESTATE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {
                    "region": "sa-east-1",
                    "keys": [{"name": "dados", "grants_refused": True}],
                    "capacity": [{"zone": "sa-east-1b", "type": "r5.2xlarge", "left": 0}],
                    "servers": [
                        tagged("loja-web", 6, role="web"),
                        tagged("loja-api", 4, role="api", type="m6i.large"),
                        tagged("loja-banco", role="banco", type="r5.xlarge", protect_stop=True),
                        tagged("loja-fila", role="fila", auto_scaling_group="fila"),
                        tagged("loja-publico", role="web", public_ip=True),
                        tagged("hml-web", 3, role="web", place="homologação", state="stopped"),
                        tagged("hml-cifrado", role="banco", place="homologação",
                               root_key="dados", state="stopped"),
                        tagged("hml-relatorios", role="relatórios", place="homologação",
                               type="r5.2xlarge", zone="b", state="stopped"),
                    ],
                    "databases": [
                        {"name": "loja-pedidos", "engine": "postgres", "class": "db.m6g.large", "multi_az": True,
                         "tags": {"Ambiente": "produção"}},
                        {"name": "loja-sessoes-{n}", "count": 2, "engine": "aurora-mysql", "class": "db.r6g.large",
                         "cluster": "loja-sessoes", "tags": {"Ambiente": "produção"}},
                        {"name": "loja-hml", "engine": "mysql", "tags": {"Ambiente": "homologação"}},
                    ],
                },
                {"region": "us-east-1", "servers": [tagged("cdn-origem", 2, role="cdn")]},
            ],
        },
        {
            "id": DADOS,
            "name": "Aurora Dados",
            "places": [
                {"region": "sa-east-1", "servers": [tagged("spark", 5, role="lote", type="r5.large")]},
                {"region": "us-east-1", "servers": [tagged("airflow", 2, role="lote")]},
                {"region": "us-east-2", "servers": [tagged("dr-banco", 2, role="banco", state="stopped")]},
            ],
        },
        {
            "id": VERDE,
            "name": "Vale Verde",
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [
                        tagged("verde-erp", 2, role="erp", type="m5.xlarge"),
                        tagged("verde-bi", role="relatórios", state="stopped"),
                    ],
                }
            ],
        },
        # Its role lacks a permission.
        {
            "id": CINZA,
            "name": "Serra Cinza",
            "places": [{"region": "sa-east-1", "servers": [tagged("cinza-site", 2, role="web")]}],
        },
    ]
}  # fmt: skip

# In the journeys' AWS, one of these is refused before anybody is asked: it is marked "never switch off".
FIVE = ["loja-web-1", "loja-web-2", "loja-web-3", "loja-api-1", "loja-api-2"]
MARKED = "loja-api-2"
REASON = "fecha o caixa à noite"


@dataclass
class Company:
    aws: SimulatedAws
    panel: Panel


def connect_all(company: Company) -> None:
    """Accounts by role, each of its customer, and everything read once."""
    aws, panel = company.aws, company.panel
    for account, name, customer, role in [
        (LOJA, "Loja", "Aurora", {}),
        (DADOS, "Dados", "Aurora", {}),
        (VERDE, "Vale Verde", "Vale Verde", {}),
        (CINZA, "Serra Cinza", "Serra Cinza", {"grants": "read_only"}),
    ]:
        panel.connect_by_role(aws, account, name, customer=customer, **role)
        panel.try_run("account", "check", name)
    panel.try_run("sweep", "--wait")


def some_history(company: Company) -> dict[str, str]:
    """Operations of several outcomes; their ids by what they show."""
    panel = company.panel
    done = panel.try_run("servers", "stop", *panel.ids(["spark-4", "spark-5"]), "--wait").json
    part = panel.try_run("servers", "stop", *panel.ids(["loja-banco", "loja-fila", "loja-web-6"]), "--wait").json
    failed = panel.try_run("servers", "start", *panel.ids(["hml-cifrado"]), "--wait").json
    # AWS has no room for it: tried again and again, so that something runs.
    running = panel.run("servers", "start", *panel.ids(["hml-relatorios"]))
    never(panel, MARKED, REASON)
    schedule = add_schedule(panel, OFFICE)
    return {"schedule": schedule["id"], "done": done["id"], "part": part["id"], "failed": failed["id"], "running": running["id"]}


# Test servers of one customer, on working days that are no holidays.
OFFICE = {
    "name": "Homologação em horário comercial",
    "zone": "America/Sao_Paulo",
    "mode": "edges",
    "rules": [
        {"window": {"begin": "08:00", "end": "19:00", "days": {"weekdays": ["mon", "tue", "wed", "thu", "fri"]}}}
    ],
    "calendars": [{"calendar": "br-national", "effect": "skip_starts"}],
    "targets": {"filter": {"tags": [{"key": "Ambiente", "value": "homologação"}]}},
}


def add_schedule(panel: Panel, schedule: dict) -> dict:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(schedule, file)
        file.flush()
        return panel.run("schedule", "add", file.name)


def never(panel: Panel, name: str, reason: str) -> None:
    """Marks a server "never switch off"."""
    panel.run("servers", "never-switch-off", panel.server_id(name), "--reason", reason)


def external_id_in(command: str) -> str:
    """Of the wizard's command, which somebody carries to the account's CloudShell."""
    return re.search(r'sts:ExternalId[\\"\s:]+([\w-]+)', command)[1]
