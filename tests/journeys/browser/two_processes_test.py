"""The panel as two processes over one MariaDB behind nginx, in a browser: a customer's servers in São Paulo are found, three of
them stopped, a fourth refused, and the audit tells who did it; then the process dies that carries out a start of fifty and
to which the open page listens: nothing is lost, nothing is done twice, and the page goes on. Each test goes on where the one
before it ended."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from company import REASON, never
from estates import LOJA, VERDE, servers
from judge import faults, settle
from pages import choose, expect_stream, row, speak
from people import EMAIL, PASSWORD, log_in
from processes import wait_until
from proxy import TRUSTED, Proxy

ESTATE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {"region": "sa-east-1", "servers": [servers("caixa", 4), servers("noite", 50, state="stopped")]},
                {"region": "us-east-1", "servers": [servers("cdn", 2)]},
            ],
        },
        {"id": VERDE, "name": "Vale Verde", "places": [{"region": "sa-east-1", "servers": [servers("erp", 2)]}]},
    ]
}
MARKED = "caixa-4"
STOPPED = ["caixa-1", "caixa-2", "caixa-3"]


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, speed=10)


@pytest.fixture(scope="module")
def pair(aws, mariadb, start_panel, tmp_path_factory):
    """Both answer browsers and carry out what is asked for."""
    key = tmp_path_factory.mktemp("key") / "master.key"

    def start():
        return start_panel(
            aws,
            *("--database", mariadb.url, "--listen", "127.0.0.1:0", *TRUSTED),
            environment={"MIRANTE_MASTER_KEY_FILE": str(key)},
        )

    first = start()
    first.connect_by_role(aws, LOJA, "Loja", customer="Aurora")
    first.connect_by_role(aws, VERDE, "Vale Verde", customer="Vale Verde")
    first.try_run("sweep", "--wait")
    never(first, MARKED, REASON)
    return first, start()


@pytest.fixture(scope="module")
def front(pair, tmp_path_factory):
    """Where people come in, for what wants a panel's address."""
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), pair)
    yield SimpleNamespace(url=proxy.url, panel=SimpleNamespace(url=proxy.url))
    proxy.stop()


@pytest.fixture
def ana(pair, front, kept, open_page) -> Page:
    """Set up at the first process, whose code that is; all else goes through the proxy."""
    page = open_page(storage_state=kept.get("ana"))
    if not kept:
        new = {"code": pair[0].set_up_code, "company": "Aurora Serviços", "name": "Ana Souza", "email": EMAIL}
        new |= {"password": PASSWORD, "language": "pt-BR", "zone": "America/Sao_Paulo"}
        answer = page.request.post(pair[0].url + "/api/v1/set-up", data=new, headers={"Origin": pair[0].url})
        assert answer.ok, answer.text()
        log_in(page, front)
        kept["ana"] = page.context.storage_state()
    return page


def test_servers_of_one_customer_are_stopped_one_is_refused_and_the_audit_tells_who(aws, front, ana):
    ana.goto(front.url + "/servers")
    choose(ana, "Clientes", "Aurora")
    choose(ana, "Regiões", "sa-east-1")
    expect(row(ana, "caixa-1")).to_be_visible()
    expect(row(ana, "erp-1")).to_have_count(0)
    expect(row(ana, "cdn-1")).to_have_count(0)
    for name in [*STOPPED, MARKED]:
        ana.get_by_role("checkbox", name=f"Selecionar {name}").check()
    ana.get_by_role("button", name="Desligar", exact=True).click()
    dialog = ana.get_by_role("dialog")
    expect(dialog.get_by_text("3 vão mudar")).to_be_visible()
    expect(dialog.get_by_role("row").filter(has_text=MARKED)).to_contain_text(REASON)
    dialog.get_by_role("button", name="Desligar 3 servidores").click()

    for name in STOPPED:
        expect(row(ana, name)).to_contain_text("Desligado", timeout=60_000)
    states = aws.states(LOJA)
    assert {states[name] for name in STOPPED} == {"stopped"} and states[MARKED] == "running"
    ana.goto(front.url + f"/audit?action=operation.&actor={EMAIL}&last=24h")
    expect(row(ana, "Operação pedida", "Desligar servidores", EMAIL)).to_be_visible()


def test_one_process_dies_during_a_start_of_fifty_and_the_open_page_goes_on(aws, pair, front, ana, complaints, kept):
    complaints.allow(r"net::ERR_|Failed to load resource")
    before = aws.control("GET", "changes?limit=0")["last"]
    ana.goto(front.url + "/servers?q=noite-&state=stopped")
    expect_stream(ana, "live")
    expect(row(ana, "noite-50")).to_be_visible()
    ana.evaluate("() => { window.isTheSamePage = true; }")
    ana.get_by_role("button", name="Ações").click()
    ana.get_by_role("menuitem", name="Selecionar 50 servidores").click()
    ana.get_by_role("button", name="Ligar", exact=True).click()
    ana.get_by_role("dialog").get_by_role("button", name="Ligar 50 servidores").click()
    wait_until(lambda: aws.starts(after=before), "AWS was asked for the first of them")

    dying, living = pair
    dying.kill()
    expect_stream(ana, "reconnecting")
    expect_stream(ana, "live")

    expect(ana.get_by_text("50 feitos")).to_be_visible(timeout=200_000)
    assert ana.evaluate("() => window.isTheSamePage")
    ids = set(living.ids([f"noite-{number}" for number in range(1, 51)]))
    assert aws.starts(after=before) == dict.fromkeys(ids, 1)
    assert {state for name, state in aws.states(LOJA).items() if name.startswith("noite-")} == {"running"}
    assert living.run("audit", "verify")["records"] > 3


def test_who_comes_afterwards_from_a_phone_finds_what_happened(front, kept, open_page):
    phone = open_page(locale="en", viewport=PHONE, storage_state=kept["ana"])
    speak(phone, front, "en")

    phone.goto(front.url + f"/operations?kind=servers.start&actor={EMAIL}&last=24h")

    expect(phone.get_by_text("50 done").first).to_be_visible()
    settle(phone)
    assert faults(phone) == []
