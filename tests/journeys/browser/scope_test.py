"""What one looks at, by the scope bar: two customers whose things do not mix on Home, under Operations and in the audit; and
on a phone, in English and by keys alone, a stop of several servers of which one is refused."""

import re

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from company import FIVE, LOJA, MARKED, REASON, VERDE, Company, add_schedule, never
from estates import servers
from judge import faults, judged, settle
from pages import choose, row, speak
from people import join, set_up

ESTATE = {
    "accounts": [
        {"id": LOJA, "name": "Loja", "places": [{"region": "sa-east-1", "servers": [
            servers("loja-web", 3), servers("loja-api", 2), servers("loja-banco", protect_stop=True)]}]},
        {"id": VERDE, "name": "Vale Verde", "places": [{"region": "sa-east-1", "servers": [
            servers("verde-erp", 2), servers("verde-banco", protect_stop=True)]}]},
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=20)
    company = Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))
    panel = company.panel
    for account, name, customer in ((LOJA, "Loja", "Aurora"), (VERDE, "Vale Verde", "Vale Verde")):
        panel.connect_by_role(aws, account, name, customer=customer)
    panel.try_run("sweep", "--wait")
    for name in ("loja", "verde"):
        # AWS refuses what is protected: of each customer something failed.
        panel.try_run("servers", "stop", *panel.ids([f"{name}-banco"]), "--wait")
        server = panel.servers("--name", f"{name}-banco")[0]
        place = {"account": server["account"], "region": server["region"], "server": server["id"]}
        add_schedule(
            panel,
            {
                "name": f"Noites de {name}",
                "zone": "America/Sao_Paulo",
                "mode": "edges",
                "rules": [{"window": {"begin": "08:00", "end": "19:00", "days": "every_day"}}],
                "targets": {"servers": [place]},
            },
        )
    return company


@pytest.fixture
def ana(company, kept, open_page) -> Page:
    page = open_page(storage_state=kept.get("ana"))
    if not kept:
        set_up(page, company.panel)
        kept["ana"] = page.context.storage_state()
    return page


def test_home_of_one_customer_shows_nothing_of_another(company, ana):
    ana.goto(company.panel.url)
    failures = ana.get_by_role("table", name="Operações")
    expect(failures.get_by_role("row")).to_have_count(3)  # With its head.
    expect(ana.get_by_role("link", name="Noites de verde")).to_be_visible()

    choose(ana, "Clientes", "Aurora")

    expect(ana).to_have_url(re.compile(r"customer=cu_"))
    expect(failures.get_by_role("row")).to_have_count(2)
    expect(ana.get_by_role("link", name="Noites de loja")).to_be_visible()
    expect(ana.get_by_role("link", name="Noites de verde")).to_have_count(0)
    judged(ana)

    # All of them are as many as were counted.
    ana.get_by_role("link", name="Ver todas").click()
    expect(row(ana, "Desligar servidores")).to_have_count(1)


def test_operations_and_audit_of_one_customer_show_nothing_of_another(company, ana):
    ana.goto(f"{company.panel.url}/audit")
    expect(row(ana, "Conta da AWS adicionada")).to_have_count(2)
    choose(ana, "Clientes", "Vale Verde")
    expect(row(ana, "Conta da AWS adicionada")).to_have_count(1)
    expect(row(ana, "Operação pedida", "Desligar servidores")).to_have_count(1)
    settle(ana)
    assert "Loja" not in ana.get_by_role("table").inner_text()
    judged(ana)

    # The scope goes along to other pages.
    ana.get_by_role("link", name="Operações", exact=True).click()
    expect(row(ana, "Desligar servidores")).to_have_count(1)
    ana.get_by_role("link", name="Servidores", exact=True).click()
    expect(ana.get_by_role("link", name="verde-erp-1")).to_be_visible()
    expect(ana.get_by_role("link", name="loja-web-1")).to_have_count(0)


def press_until(page: Page, key: str, is_there, at_most: int = 60) -> None:
    for _ in range(at_most):
        if is_there():
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} did not lead there: {page.evaluate('document.activeElement.outerHTML')[:300]}")


def is_focused(locator) -> bool:
    return locator.count() > 0 and locator.first.evaluate("(one) => one === document.activeElement || one.contains(document.activeElement)")


def test_by_keys_alone_on_a_phone_in_english_four_servers_stop_and_one_is_refused(company, kept, open_page, ana):
    never(company.panel, MARKED, REASON)
    phone = open_page(locale="en", viewport=PHONE, storage_state=kept["ana"])
    speak(phone, company, "en")
    phone.goto(f"{company.panel.url}/servers?q=loja-")
    expect(phone.get_by_role("link", name="loja-web-1")).to_be_visible()
    settle(phone)
    for name in FIVE:
        box = phone.get_by_role("checkbox", name=f"Select {name}")
        press_until(phone, "Tab", lambda box=box: is_focused(box), at_most=120)
        phone.keyboard.press("Space")
        expect(box).to_be_checked()
    stop = phone.get_by_role("button", name="Stop", exact=True)
    press_until(phone, "Shift+Tab", lambda: is_focused(stop), at_most=160)
    phone.keyboard.press("Enter")

    dialog = phone.get_by_role("dialog")
    expect(dialog.get_by_text("4 will change")).to_be_visible()
    expect(dialog.get_by_text("1 will be refused")).to_be_visible()
    expect(dialog).to_contain_text(REASON)
    settle(phone)
    assert faults(phone) == []
    confirm = dialog.get_by_role("button", name="Stop 4 servers")
    press_until(phone, "Tab", lambda: is_focused(confirm))
    phone.keyboard.press("Enter")

    expect(phone.get_by_text("Stop servers: done")).to_be_visible(timeout=60_000)
    settle(phone)
    assert faults(phone) == []
    states = company.aws.states(LOJA)
    assert {name: states[name] for name in FIVE} == {name: "running" if name == MARKED else "stopped" for name in FIVE}


def test_a_phone_sorts_the_list_and_a_viewer_is_offered_nothing_to_choose(company, kept, open_page, ana):
    phone = open_page(locale="en", viewport=PHONE, storage_state=kept["ana"])
    speak(phone, company, "en")
    phone.goto(f"{company.panel.url}/servers?q=loja-web")
    names = phone.get_by_role("link", name=re.compile("^loja-web-"))
    expect(names.first).to_have_text("loja-web-1")
    phone.get_by_role("button", name="Ascending").click()
    expect(names.first).to_have_text("loja-web-3")
    expect(phone).to_have_url(re.compile("sort=-name"))
    judged(phone)
    speak(phone, company, "pt-BR")

    invitation = company.panel.run("user", "add", "bruno@exemplo.com.br", "--role", "viewer")
    bruno = open_page(viewport=PHONE)
    join(bruno, company.panel.url + invitation["path"], "Bruno Lima")
    bruno.goto(f"{company.panel.url}/servers?q=loja-web")
    expect(bruno.get_by_role("link", name="loja-web-1")).to_be_visible()
    expect(bruno.get_by_role("checkbox")).to_have_count(0)
