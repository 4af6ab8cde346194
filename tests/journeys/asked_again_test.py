"""People who ask the same again, on connections that stay: the panel may give them an answer that it has
given before, but never one that is not true any more, and never to somebody who has lost what it took to
be answered. Requests here repeat byte for byte, which is when that could go wrong."""

import http.client
import json
import sqlite3
from urllib.parse import urlsplit

import pytest

from estates import FEW, LOJA

PASSWORD = "quatro cavalos azuis"
NEW_PASSWORD = "cinco cavalos verdes"
ASKED = "/api/v1/accounts", "/api/v1/customers", "/api/v1/freezes", "/api/v1/operations?limit=20"


class Browser:
    """One person's session, over a connection that stays."""

    def __init__(self, panel):
        self.url = panel.url
        place = urlsplit(panel.url)
        self.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        self.cookie = ""

    def ask(self, method: str, path: str, body=None) -> tuple[int, dict]:
        headers = {"Origin": self.url, "Cookie": self.cookie}
        content = None if body is None else json.dumps(body)
        self.connection.request(method, path, content, headers)
        answer = self.connection.getresponse()
        if given := answer.getheader("Set-Cookie"):
            self.cookie = given.split(";", 1)[0]
        text = answer.read()
        return answer.status, json.loads(text) if text else {}

    def do(self, method: str, path: str, body=None) -> dict:
        status, said = self.ask(method, path, body)
        assert status < 300, f"{method} {path}: {status} {said}"
        return said

    def again(self) -> "Browser":
        other = Browser.__new__(Browser)
        place = urlsplit(self.url)
        other.url, other.cookie = self.url, self.cookie
        other.connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
        return other

    def is_answered(self) -> bool:
        """To each question three times; all answers must agree about who may."""
        statuses = {self.ask("GET", path)[0] for path in ASKED for _ in range(3)}
        assert statuses in ({200}, {401}), statuses
        return statuses == {200}


@pytest.fixture(scope="module")
def panel(start_aws, start_panel):
    aws = start_aws(FEW, speed=20)
    panel = start_panel(aws, "--listen", "127.0.0.1:0")
    panel.connect_by_role(aws, LOJA, "Loja")
    return panel


def join(panel, email: str, *options: str) -> Browser:
    secret = panel.run("user", "add", email, *options)["path"].split("#")[1]
    browser = Browser(panel)
    wish = {"token": secret, "name": "Alguém", "password": PASSWORD, "language": "en", "zone": "UTC"}
    browser.do("POST", "/api/v1/links/join", wish)
    return browser


def log_in(panel, email: str, password: str = PASSWORD) -> Browser:
    browser = Browser(panel)
    browser.do("POST", "/api/v1/session", {"email": email, "password": password})
    return browser


def names(said: dict, what: str) -> list[str]:
    return [one["name"] for one in said[what]]


@pytest.fixture(scope="module")
def ana(panel):
    return join(panel, "ana@example.com", "--role", "admin")


def member(ana: Browser, email: str) -> str:
    return next(
        one["user"]["id"] for one in ana.do("GET", "/api/v1/members")["members"] if one["user"]["email"] == email
    )


def test_what_somebody_changes_is_there_at_once_for_everybody(panel, ana):
    bia = join(panel, "bia@example.com", "--role", "viewer")
    for number in range(50):
        ana.do("POST", "/api/v1/customers", {"name": f"Cliente {number}"})
        for _ in range(2):
            assert f"Cliente {number}" in names(bia.do("GET", "/api/v1/customers"), "customers")
            assert f"Cliente {number}" in names(ana.do("GET", "/api/v1/customers"), "customers")


def test_a_session_is_over_at_once_for_all_connections_that_use_it(panel, ana):
    caio = join(panel, "caio@example.com", "--role", "viewer")
    other = caio.again()
    assert caio.is_answered() and other.is_answered()

    caio.do("DELETE", "/api/v1/session")

    assert not other.is_answered()
    caio.cookie = other.cookie
    assert not caio.is_answered()


def test_a_new_password_ends_the_sessions_elsewhere_at_once(panel, ana):
    davi = join(panel, "davi@example.com", "--role", "viewer")
    elsewhere = log_in(panel, "davi@example.com")
    assert davi.is_answered() and elsewhere.is_answered()

    davi.do("PUT", "/api/v1/me/password", {"present": PASSWORD, "password": NEW_PASSWORD})

    assert not elsewhere.is_answered()
    assert davi.is_answered()


def test_limits_and_leaving_count_from_the_next_answer_on(panel, ana):
    eva = join(panel, "eva@example.com", "--role", "viewer")
    path = f"/api/v1/members/{member(ana, 'eva@example.com')}"
    assert eva.is_answered()
    assert names(eva.do("GET", "/api/v1/accounts"), "accounts") == ["Loja"]
    assert "Cliente 1" in names(eva.do("GET", "/api/v1/customers"), "customers")
    one = next(c["id"] for c in eva.do("GET", "/api/v1/customers")["customers"] if c["name"] == "Cliente 1")

    ana.do("PATCH", path, {"role": "viewer", "limits": {"customers": [one], "accounts": []}})

    assert not eva.is_answered()
    eva = log_in(panel, "eva@example.com")
    assert eva.is_answered()
    assert names(eva.do("GET", "/api/v1/accounts"), "accounts") == []
    assert names(eva.do("GET", "/api/v1/customers"), "customers") == ["Cliente 1"]

    ana.do("DELETE", path)

    assert not eva.is_answered()


def test_two_people_who_ask_the_same_are_answered_about_theirs(panel, ana):
    account = panel.run("account", "list")["accounts"][0]["id"]
    fabio = join(panel, "fabio@example.com", "--role", "viewer")
    gil = join(panel, "gil@example.com", "--role", "operator", "--account", account)

    for _ in range(3):
        assert "Cliente 2" in names(fabio.do("GET", "/api/v1/customers"), "customers")
        assert names(gil.do("GET", "/api/v1/customers"), "customers") == []
    nobody = Browser(panel)
    assert not nobody.is_answered()


def test_what_another_program_writes_into_the_store_counts_as_well(panel, ana):
    hugo = join(panel, "hugo@example.com", "--role", "viewer")
    assert hugo.is_answered()
    assert "Cliente 3" in names(hugo.do("GET", "/api/v1/customers"), "customers")

    store = sqlite3.connect(panel.data / "mirante.db", timeout=30)
    with store:
        assert store.execute("update customers set name = 'Outro' where name = 'Cliente 3'").rowcount == 1
    assert "Outro" in names(hugo.do("GET", "/api/v1/customers"), "customers")
    assert hugo.is_answered()
    with store:
        store.execute("delete from sessions where user_id = (select id from users where email = 'hugo@example.com')")
    store.close()

    assert not hugo.is_answered()
