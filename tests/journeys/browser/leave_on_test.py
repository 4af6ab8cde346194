"""A mail before a stop, and the link in it: opened by programs that check mails, used once by a person on a phone."""

import datetime
import email
import email.policy
import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from company import Company, add_schedule
from estates import LOJA, servers
from judge import faults, settle
from processes import wait_until

ESTATE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [{"region": "sa-east-1", "servers": [servers("web", 2, tags={"Dono": "bia@exemplo.com.br"})]}],
        }
    ]
}
UNKNOWN = "Este link não serve mais"


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    company = Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))
    company.panel.connect_by_role(aws, LOJA, "Loja", customer="Aurora")
    company.panel.try_run("sweep", "--wait")
    return company


@pytest.fixture(scope="module")
def links(company) -> list[str]:
    """Of the mail to Bia, who owns both servers: they stop in ten minutes."""
    due = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=10)
    add_schedule(
        company.panel,
        {
            "name": "Fim do expediente",
            "zone": "UTC",
            "mode": "edges",
            "rules": [{"point": {"once": due.strftime("%Y-%m-%dT%H:%M"), "action": "stop"}}],
            "targets": {"filter": {"tags": [{"key": "Dono"}]}},
            "settings": {"notice": {"minutes": 15, "owner_tag": "Dono"}, "preflight_hours": 0},
        },
    )
    files = lambda: list((company.panel.data / "mail").glob("*.eml"))  # noqa: E731
    wait_until(files, "the notice is written")
    (file,) = files()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert message["To"] == "bia@exemplo.com.br"
    text = message.get_body(("plain",)).get_content()
    assert "web-1" in text and "web-2" in text
    found = re.findall(re.escape(company.panel.url) + r"/leave-on/mo_[a-z0-9]{32}", text)
    assert len(found) == 3
    return found


@pytest.fixture
def phone(open_page) -> Page:
    """Nobody has logged in there."""
    return open_page(viewport=PHONE)


def overrides(company: Company) -> list[dict]:
    return company.panel.get("/api/v1/overrides")["overrides"]


def test_a_program_that_opens_every_link_of_a_mail_changes_nothing(company, links):
    for link in links:
        request = urllib.request.Request(link, headers={"Accept": "text/html"})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
    assert overrides(company) == []


def test_the_page_shows_what_would_happen_and_does_it_once_when_it_is_asked_to(company, links, phone):
    for _ in range(2):
        phone.goto(links[0])
        expect(phone.get_by_role("heading", name="Deixar ligado: 2 horas a mais", level=1)).to_be_visible()
    expect(phone.get_by_text("2 servidores")).to_be_visible()
    expect(phone.get_by_text(re.compile("web-1"))).to_be_visible()
    expect(phone.get_by_text("desconhecido: falta o preço")).to_be_visible()
    expect(phone.get_by_text("Nada mudou ainda.")).to_be_visible()
    settle(phone)
    assert faults(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert overrides(company) == []
    for name in ("web-1", "web-2"):
        phone.get_by_role("checkbox", name=re.compile(name)).uncheck()
    expect(phone.get_by_text("Marque pelo menos um.")).to_be_visible()
    expect(phone.get_by_role("button", name="Deixar ligado")).to_be_disabled()
    phone.get_by_role("checkbox", name=re.compile("web-1")).check()
    expect(phone.get_by_text("1 servidor")).to_be_visible()
    assert faults(phone) == []
    phone.get_by_role("button", name="Deixar ligado").click()

    expect(phone.get_by_role("heading", name="Pronto").first).to_be_visible()
    made = overrides(company)
    assert len(made) == 1 and made[0]["server"] == company.panel.server_id("web-1")
    assert {one["by"] for one in made} == {"bia@exemplo.com.br, leave-on link"}
    assert {one["state"] for one in made} == {"running"}


def test_a_link_that_was_used_or_never_was_one_says_the_same(company, links, phone, complaints):
    complaints.allow("404")
    texts = []
    for link in (links[0], company.panel.url + "/leave-on/mo_" + "a" * 32):
        phone.goto(link)
        expect(phone.get_by_role("heading", name=UNKNOWN).first).to_be_visible()
        settle(phone)
        texts.append(phone.inner_text("main"))
    assert texts[0] == texts[1]
    assert len(overrides(company)) == 1


def test_the_page_speaks_the_language_of_the_browser(links, open_page):
    page = open_page("en", viewport=PHONE)
    page.goto(links[1])

    expect(page.get_by_role("heading", name="Leave on: Until tomorrow", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Leave on")).to_be_visible()
