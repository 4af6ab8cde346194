"""People of a panel for benches: the first administrator and members, each with a session, as a browser
has them. Nothing here is measured."""

import concurrent.futures
import copy
import http.client
import json
from urllib.parse import urlsplit

import _processes  # noqa: F401  (says where the journeys' modules are)

from panel import Panel  # isort: skip

PASSWORD = "tomates maduros no telhado"
AT_ONCE = 2  # Passwords that the panel hashes at the same time.


class Person:
    """One who is logged in: `cookie` is what each request says, `connection` stays open."""

    def __init__(self, panel: Panel, email: str, path: str, body: dict):
        self.url, self.email = panel.url, email
        place = urlsplit(panel.url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.cookie = ""
        status, said = self.send("POST", path, {**body, "password": PASSWORD})
        assert status == 201, said

    def again(self) -> "Person":
        """The same session on a connection of its own."""
        other = copy.copy(self)
        other.connection = http.client.HTTPConnection(self.connection.host, self.connection.port, timeout=60)
        return other

    def send(self, method: str, path: str, body=None, more: dict | None = None) -> tuple[int, bytes]:
        headers = {"Origin": self.url, **({"Cookie": self.cookie} if self.cookie else {}), **(more or {})}
        content = None if body is None else json.dumps(body)
        self.connection.request(method, path, content, headers)
        answer = self.connection.getresponse()
        if given := answer.getheader("Set-Cookie"):
            self.cookie = given.split(";", 1)[0]
        return answer.status, answer.read()

    def get(self, path: str) -> bytes:
        status, said = self.send("GET", path)
        assert status == 200, f"GET {path}: {status} {said!r}"
        return said


def first_administrator(panel: Panel) -> Person:
    email = "ana@exemplo.com.br"
    mine = {"name": "Ana", "language": "pt-BR", "zone": "America/Sao_Paulo"}
    company = {"code": panel.set_up_code, "company": "Aurora", "email": email}
    return Person(panel, email, "/api/v1/set-up", {**mine, **company})


def join(panel: Panel, number: int, role: str) -> Person:
    email = f"pessoa{number}@exemplo.com.br"
    status, invited = panel.api("POST", "/api/v1/invitations", {"email": email, "role": role})
    assert status == 201, invited
    token = invited["path"].split("#")[1]
    mine = {"name": f"Pessoa {number}", "language": "pt-BR", "zone": "America/Sao_Paulo"}
    return Person(panel, email, "/api/v1/links/join", {"token": token, **mine})


def members(panel: Panel, count: int, role: str = "viewer") -> list[Person]:
    """Invited, and joined by their links."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda number: join(panel, number, role), range(count)))
