"""A panel with something of everything that the API can name, for those who try the whole API: two
accounts of a simulated AWS, servers, databases, schedules, what surrounds them, people, operations."""

import http.client
import json
import urllib.parse
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from estates import DADOS, LOJA, servers
from panel import Panel
from simulated_aws import SimulatedAws

PASSWORD = "quatro cavalos azuis"

ESTATE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [
                        servers("web", 6, tags={"Papel": "web"}),
                        servers("noite", 3, state="stopped"),
                        servers("banco", protect_stop=True),
                        servers("publico", public_ip=True),
                    ],
                    "databases": [
                        {"name": "pedidos", "engine": "postgres", "class": "db.m6g.large"},
                        {"name": "sessoes-{n}", "count": 2, "engine": "aurora-mysql",
                         "class": "db.r6g.large", "cluster": "sessoes"},
                    ],
                }
            ],
        },
        {"id": DADOS, "name": "Aurora Dados",
         "places": [{"region": "us-east-1", "servers": [servers("spark", 2)]}]},
    ]
}  # fmt: skip

OFFICE = {
    "zone": "America/Sao_Paulo",
    "mode": "edges",
    "rules": [{"window": {"begin": "08:00", "end": "19:00", "days": {"weekdays": ["mon", "fri"]}}}],
}


@dataclass
class Furnished:
    panel: Panel
    token: str
    """Of an administrator, ana@example.com."""
    known: dict[str, list] = field(default_factory=dict)
    """What there is, by what it is: ids as paths and bodies name them."""


def make(panel: Panel, path: str, body: dict, status: int = 201) -> dict:
    given, document = panel.api("POST", path, body)
    assert given == status, f"POST {path}: {given} {document}"
    return document


def join(panel: Panel, address: str, role: str) -> str:
    """The new person's id."""
    invitation = panel.run("user", "add", address, "--role", role)
    person = {"token": invitation["path"].split("#")[1], "name": address.split("@")[0],
              "password": PASSWORD, "language": "pt-BR", "zone": "America/Sao_Paulo"}  # fmt: skip
    return make(panel, "/api/v1/links/join", person)["user"]["id"]


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def furnish(panel: Panel, aws: SimulatedAws) -> Furnished:
    panel.connect_by_role(aws, LOJA, "Loja", customer="Aurora")
    panel.connect_by_role(aws, DADOS, "Dados")
    panel.run("sweep", "--wait")
    known = {"account": [account["id"] for account in panel.get("/api/v1/accounts")["accounts"]]}
    # What a try may forget without taking everything else along.
    known["spare account"] = [panel.run("account", "add", f"avulsa {n}")["account"]["id"] for n in range(5)]
    known["customer"] = [customer["id"] for customer in panel.get("/api/v1/customers")["customers"]]

    places = [{"account": s["account"], "region": s["region"], "server": s["id"]} for s in panel.servers()]
    known["server"] = [place["server"] for place in places]
    known["place"] = places
    known["database"] = [d["id"] for d in panel.get("/api/v1/databases")["databases"]]
    known["operation"] = [operate(panel, place["server"]) for place in places[:3]]

    for n in range(6):
        draft = {**OFFICE, "name": f"Horário {n}", "targets": {"servers": places[n:n + 2]}}
        known.setdefault("draft", []).append({**draft, "name": f"Novo {n}"})
        known.setdefault("schedule", []).append(make(panel, "/api/v1/schedules", draft)["id"])
        calendar = {"name": f"Festas {n}", "dates": [{"date": "2027-06-24", "name": "São João"}]}
        known.setdefault("calendar", []).append(make(panel, "/api/v1/calendars", calendar)["id"])
        freeze = {"begin": in_days(30), "end": in_days(45), "reason": "inventário"}
        known.setdefault("freeze", []).append(make(panel, "/api/v1/freezes", freeze)["id"])
        maintain = {"begin": in_days(30), "end": in_days(31), "reason": "correções",
                    "targets": {"servers": [places[n]]}}  # fmt: skip
        known.setdefault("maintenance", []).append(make(panel, "/api/v1/maintenance", maintain)["id"])
        keep = {"servers": [places[n]], "until": in_days(5), "state": "running", "reason": "carga"}
        override = make(panel, "/api/v1/overrides", keep)["overrides"][0]
        known.setdefault("override", []).append(override["id"])

    join(panel, "ana@example.com", "admin")
    join(panel, "bia@example.com", "admin")
    known["user"] = [join(panel, f"pessoa{n}@example.com", "viewer") for n in range(4)]
    for n in range(3):
        invitation = panel.run("user", "add", f"convite{n}@example.com")
        known.setdefault("invitation", []).append(invitation["id"])
    words = ["user", "token", "ana@example.com", "--name", "contrato", "--role", "admin", "--days", "1"]
    return Furnished(panel, panel.text(*words).strip(), known)


def session_of(panel: Panel, address: str) -> str:
    """The cookie of a browser in which this person has logged in."""
    there = urllib.parse.urlsplit(panel.url)
    connection = http.client.HTTPConnection(there.hostname, there.port, timeout=60)
    person = json.dumps({"email": address, "password": PASSWORD})
    connection.request("POST", "/api/v1/session", person, {"Origin": panel.url})
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    connection.close()
    return cookie


def operate(panel: Panel, server: str) -> str:
    """An operation that has ended."""
    asked = panel.run("servers", "reboot", server)
    return panel.wait_for(asked["id"])["id"]
