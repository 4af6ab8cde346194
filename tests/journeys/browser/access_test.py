"""Who gets in, and to what: a session elsewhere is ended from the profile, a token is made, used and revoked, and an
operator whose role is limited to a customer sees and does only what is that customer's. Each test goes on where the one
before ended."""

import re

import pytest
from playwright.sync_api import Page, expect

from company import LOJA, VERDE, Company
from estates import servers
from judge import faults, settle
from pages import row
from people import PASSWORD, join, log_in, send, set_up

OTTO = "otto@exemplo.com.br"
ESTATE = {
    "accounts": [
        {"id": LOJA, "name": "Loja", "places": [{"region": "sa-east-1", "servers": [servers("loja-web", 2)]}]},
        {"id": VERDE, "name": "Vale Verde", "places": [{"region": "sa-east-1", "servers": [servers("verde-erp", 2)]}]},
    ]
}
# Another device, as it names itself.
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0"


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    company = Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))
    for account, name, customer in ((LOJA, "Loja", "Aurora"), (VERDE, "Vale Verde", "Vale Verde")):
        company.panel.connect_by_role(aws, account, name, customer=customer)
    company.panel.try_run("sweep", "--wait")
    return company


@pytest.fixture
def ana(company, kept, open_page) -> Page:
    page = open_page(storage_state=kept.get("ana"))
    if not kept:
        set_up(page, company.panel)
        kept["ana"] = page.context.storage_state()
    return page


def test_a_session_on_another_device_is_ended_from_the_profile(company, ana, open_page, complaints):
    complaints.allow(r"status of 401")
    other = open_page(user_agent=FIREFOX)
    log_in(other, company.panel)
    ana.goto(f"{company.panel.url}/settings/profile")
    expect(row(ana, "Firefox, Windows")).to_be_visible()
    expect(row(ana, "esta sessão")).to_have_count(1)
    settle(ana)
    assert faults(ana) == []

    ana.get_by_role("button", name="Encerrar a sessão de Firefox, Windows").click()

    expect(ana.get_by_text("Sessão encerrada.")).to_be_visible()
    expect(row(ana, "Firefox, Windows")).to_have_count(0)
    other.goto(f"{company.panel.url}/servers")
    other.wait_for_url("**/login?**")
    # One's own goes on.
    ana.goto(f"{company.panel.url}/servers")
    expect(ana.get_by_role("link", name="loja-web-1")).to_be_visible()


def test_a_token_is_made_used_and_revoked(company, ana, complaints):
    complaints.allow(r"status of 40[13]")
    url = company.panel.url
    ana.goto(f"{url}/settings/tokens")
    ana.get_by_role("button", name="Criar token").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_label("Nome").fill("coletor")
    settle(ana)
    assert faults(ana) == []
    dialog.get_by_role("button", name="Criar token").click()
    expect(ana.get_by_text("Copie o token agora")).to_be_visible()
    token = ana.get_by_text(re.compile(r"^mt_")).first.inner_text()
    expect(row(ana, "coletor")).to_contain_text("nunca")

    def ask(method: str, path: str):
        headers = {"Authorization": f"Bearer {token}"}
        body = {} if method == "POST" else None
        return ana.context.request.fetch(url + path, method=method, headers=headers, data=body)

    seen = ask("GET", "/api/v1/servers")
    assert seen.status == 200 and seen.json()["total"] == 4, seen.text()
    # It is a viewer's, whatever its owner may do.
    assert ask("POST", "/api/v1/servers/stop").status == 403
    ana.reload()
    expect(row(ana, "coletor")).not_to_contain_text("nunca")

    ana.get_by_role("button", name="Revogar o token coletor").click()
    ana.get_by_role("dialog").get_by_role("button", name="Revogar").click()

    expect(ana.get_by_text("Token revogado.")).to_be_visible()
    expect(row(ana, "coletor")).to_have_count(0)
    assert ask("GET", "/api/v1/servers").status == 401


def test_an_operator_of_one_customer_is_invited_and_sees_that_customer_alone(company, kept, ana, open_page, complaints):
    complaints.allow(r"status of 40[13]")
    url = company.panel.url
    ana.goto(f"{url}/settings/members")
    ana.get_by_role("button", name="Convidar").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_label("E-mail").fill(OTTO)
    dialog.get_by_role("radio", name=re.compile("^Operação")).check()
    dialog.get_by_role("radio", name="Só alguns clientes ou contas").check()
    dialog.get_by_role("button", name=re.compile("Clientes")).click()
    ana.get_by_role("option", name="Aurora").click()
    ana.keyboard.press("Escape")
    dialog.get_by_role("button", name="Convidar").click()
    link = ana.get_by_role("dialog").get_by_text(re.compile(r"^http.*/join")).inner_text()

    otto = open_page()
    join(otto, link, "Otto Reis")
    kept["otto"] = otto.context.storage_state()
    otto.goto(f"{url}/servers")
    expect(otto.get_by_role("link", name="loja-web-1")).to_be_visible()
    expect(otto.get_by_role("link", name=re.compile("loja-web"))).to_have_count(2)
    expect(otto.get_by_text("verde-erp")).to_have_count(0)
    settle(otto)
    assert faults(otto) == []
    # Not by its address either, nor in totals.
    (hidden,) = company.panel.ids(["verde-erp-1"])
    place = company.panel.servers("--name", "verde-erp-1")[0]
    otto.goto(f"{url}/servers/{place['account']}/{place['region']}/{hidden}")
    expect(otto.get_by_text("verde-erp-1")).to_have_count(0)
    assert otto.request.get(f"{url}/api/v1/servers").json()["total"] == 2
    assert otto.request.get(f"{url}/api/v1/servers/{hidden}").status == 404
    complaints.allow(r"status of 404")


def test_the_limited_operator_switches_what_is_theirs_and_the_rest_is_not_told(company, kept, open_page, complaints):
    complaints.allow(r"status of 40[134]")
    url = company.panel.url
    # Something of the other customer's happens too.
    company.panel.try_run("servers", "stop", *company.panel.ids(["verde-erp-2"]), "--wait")
    otto = open_page(storage_state=kept["otto"])
    otto.goto(f"{url}/servers")
    otto.get_by_role("checkbox", name="Selecionar loja-web-1", exact=True).check()
    otto.get_by_role("button", name="Desligar", exact=True).click()
    otto.get_by_role("button", name="Desligar 1 servidor").click()
    expect(otto.get_by_text(re.compile(r"loja-web-1: Desligado, visto às \d\d:\d\d"))).to_be_visible(timeout=60_000)

    otto.goto(f"{url}/operations")
    expect(row(otto, "Desligar servidores")).to_have_count(1)
    otto.goto(f"{url}/audit")
    expect(row(otto, OTTO).first).to_be_visible()
    expect(otto.get_by_text("verde-erp")).to_have_count(0)
    for path in ("/settings/members", "/settings/accounts/connect", "/settings/companies"):
        otto.goto(url + path)
        expect(otto.get_by_role("heading", name="Esta página não é do seu papel")).to_be_visible()
        expect(otto.get_by_role("button", name=re.compile("Convidar|Conectar conta"))).to_have_count(0)


def test_the_limit_is_lifted_and_the_rest_appears(company, kept, ana, open_page, complaints):
    complaints.allow(r"status of 40[134]")
    url = company.panel.url
    ana.goto(f"{url}/settings/members")
    expect(row(ana, "Otto Reis")).to_contain_text("Aurora")
    ana.get_by_role("button", name="Ações: Otto Reis").click()
    ana.get_by_role("menuitem", name="Mudar papel e alcance").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_role("radio", name="Todas as contas da empresa").check()
    dialog.get_by_role("button", name="Mudar papel e alcance").click()
    expect(row(ana, "Otto Reis")).not_to_contain_text("Aurora")

    otto = open_page()
    log_in(otto, company.panel, OTTO, PASSWORD)
    otto.goto(f"{url}/servers")
    expect(otto.get_by_role("link", name="verde-erp-1")).to_be_visible()


def test_who_was_slower_is_told_and_keeps_what_they_chose(company, ana, complaints):
    complaints.allow(r"status of 412")
    panel = company.panel
    ana.goto(f"{panel.url}/settings/members")
    ana.get_by_role("button", name="Ações: Otto Reis").click()
    ana.get_by_role("menuitem", name="Mudar papel e alcance").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_role("radio", name=re.compile("^Leitura")).check()
    # Somebody else is faster.
    (otto,) = [one["user"]["id"] for one in panel.get("/api/v1/members")["members"] if one["user"]["email"] == OTTO]
    assert send(ana, panel, "PATCH", f"/api/v1/members/{otto}", {"role": "admin"}).ok
    save = dialog.get_by_role("button", name="Mudar papel e alcance")
    save.click()

    expect(dialog.get_by_text("Outra pessoa mudou este membro enquanto isso.")).to_be_visible()
    expect(dialog.get_by_role("radio", name=re.compile("^Leitura"))).to_be_checked()
    expect(row(ana, "Otto Reis")).to_contain_text("Administração")
    settle(ana)
    assert faults(ana) == []
    save.click()
    expect(dialog).to_have_count(0)
    expect(row(ana, "Otto Reis")).to_contain_text("Leitura")


def test_operations_are_sorted_shown_as_one_likes_and_had_as_a_file(company, ana):
    ana.goto(f"{company.panel.url}/operations?kind=servers.stop")
    expect(row(ana, "Desligar servidores")).to_have_count(2)
    expect(row(ana, "Desligar servidores").first).to_contain_text(OTTO)
    ana.get_by_role("button", name=re.compile("^Quem pediu")).click()
    ana.wait_for_url(re.compile(r"sort=by"))
    ana.get_by_role("button", name=re.compile("^Quem pediu")).click()
    ana.wait_for_url(re.compile(r"sort=-by"))
    expect(row(ana, "Desligar servidores").first).not_to_contain_text(OTTO)

    ana.get_by_role("button", name="Preferências").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Duração").uncheck()
    settle(ana)
    assert faults(ana) == []
    dialog.get_by_role("button", name="Aplicar").click()
    expect(ana.get_by_role("columnheader", name="Duração")).to_have_count(0)

    file = ana.get_by_role("link", name="Baixar CSV").get_attribute("href")
    lines = ana.request.get(company.panel.url + file).text().splitlines()
    assert lines[0].endswith("resultado;código do motivo;motivo"), lines
    assert len(lines) == 3 and OTTO in lines[2], lines
