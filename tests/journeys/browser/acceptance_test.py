"""What somebody does in the first minutes, in a browser: connect an account by role, find servers, stop five of
which one is refused beforehand, see the outcome arrive, find it again, and see in the audit who did it. Then those who
may not: a viewer, and somebody of another company. Each test goes on where the one before it ended."""

import re

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from company import ESTATE, FIVE, LOJA, MARKED, REASON, Company, external_id_in, never
from judge import faults, settle
from pages import row, speak
from people import EMAIL, join, send, set_up

STOPPED = [name for name in FIVE if name != MARKED]


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=20)
    return Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))


@pytest.fixture
def ana(company, kept, open_page) -> Page:
    """The administrator's browser, as she left it."""
    page = open_page(storage_state=kept["ana"])
    page.goto(company.panel.url)
    return page


def test_from_the_first_run_to_an_account_that_is_connected_by_role(company, kept, page):
    set_up(page, company.panel)
    page.get_by_role("link", name="Conectar uma conta").click()
    page.get_by_label("Nome").fill("Loja")
    page.get_by_label("Cliente").fill("Aurora")
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_text("Ligar, desligar e reiniciar")).to_be_visible()
    page.get_by_role("button", name="Continuar").click()

    # What the person carries to the account's CloudShell; here it is done by the simulated AWS.
    command = page.locator("pre").filter(has_text="sts:ExternalId").first.inner_text()
    arn = company.aws.add_role(LOJA, external_id_in(command))
    page.get_by_role("button", name="Continuar").click()
    page.get_by_label("ARN da role").fill(arn)
    assert faults(page) == []
    page.get_by_role("button", name="Provar", exact=True).click()

    expect(page.get_by_text("Conta conectada")).to_be_visible()
    expect(page.get_by_text(f"O painel entrou na conta {LOJA}, e sem o external ID a role recusa.")).to_be_visible()
    page.get_by_role("button", name="Ver ações: EC2 · Agir").click()
    expect(row(page, "ec2:StopInstances", "Permitida", "Testada como ensaio")).to_be_visible()
    page.get_by_role("link", name="Ver servidores").click()
    expect(page.get_by_role("link", name="loja-web-1")).to_be_visible(timeout=60_000)
    kept["ana"] = page.context.storage_state()


def test_five_are_chosen_one_is_refused_beforehand_and_four_are_seen_stopped(company, ana):
    never(company.panel, MARKED, REASON)
    ana.goto(company.panel.url + "/servers")
    expect(ana.get_by_role("link", name="loja-web-1")).to_be_visible()
    ana.keyboard.press("/")
    ana.keyboard.type("loja-")
    ana.keyboard.press("Enter")
    expect(ana).to_have_url(re.compile("q=loja-"))
    for name in FIVE:
        ana.get_by_role("checkbox", name=f"Selecionar {name}").check()
    ana.get_by_role("button", name="Desligar", exact=True).click()

    dialog = ana.get_by_role("dialog")
    expect(dialog.get_by_text("4 vão mudar")).to_be_visible()
    expect(dialog.get_by_text("1 será recusado")).to_be_visible()
    expect(dialog.get_by_role("row").filter(has_text=MARKED)).to_contain_text(REASON)
    settle(ana)
    assert faults(ana) == []
    assert set(company.aws.states(LOJA)[name] for name in FIVE) == {"running"}
    dialog.get_by_role("button", name="Desligar 4 servidores").click()

    expect(ana.get_by_text("Desligar servidores: em andamento")).to_be_visible()
    expect(ana.get_by_text("Desligar servidores: concluída")).to_be_visible(timeout=60_000)
    expect(ana.get_by_text("4 feitos")).to_be_visible()
    for name in STOPPED:
        expect(row(ana, name)).to_contain_text("Desligado")
    expect(row(ana, MARKED)).to_contain_text("Ligado")
    states = company.aws.states(LOJA)
    assert {states[name] for name in STOPPED} == {"stopped"}
    assert states[MARKED] == "running"


def test_it_is_found_under_operations_by_a_link_that_shows_the_same_again(company, ana):
    ana.goto(company.panel.url + f"/operations?kind=servers.stop&actor={EMAIL}&last=24h")
    for _ in range(2):
        expect(row(ana, "Desligar servidores", "Concluída", "4 feitos", EMAIL)).to_be_visible()
        expect(ana.get_by_text("Varredura da AWS", exact=True)).to_have_count(0)
        ana.reload()
    ana.goto(company.panel.url + "/operations?kind=servers.stop&state=failed")
    expect(ana.get_by_text("Nenhuma operação combina com o filtro")).to_be_visible()
    ana.get_by_role("button", name="Mostrar todas").click()

    ana.get_by_role("link", name="Desligar servidores").click()
    for name in STOPPED:
        expect(row(ana, name, "Feito e visto", "Desligado")).to_be_visible()
    ana.get_by_role("link", name=STOPPED[0]).first.click()
    expect(ana.get_by_text(f"Desligar servidores, pedido por {EMAIL}.")).to_be_visible()
    ana.get_by_role("tab", name="Operações").click()
    expect(row(ana, "Desligar servidores", "Concluída")).to_be_visible()


def test_the_audit_tells_who_did_it_and_gives_the_same_as_a_file(company, ana):
    ana.goto(company.panel.url + f"/audit?action=operation.&actor={EMAIL}&last=24h")

    expect(row(ana, "Operação pedida", "Desligar servidores", EMAIL)).to_be_visible()
    expect(ana.get_by_text("Painel instalado", exact=True)).to_have_count(0)
    ana.reload()
    expect(row(ana, "Operação pedida", "Desligar servidores", EMAIL)).to_be_visible()
    ana.get_by_role("button", name="Exportar").click()
    file = ana.request.get(
        company.panel.url + ana.get_by_role("menuitem", name="CSV").get_attribute("href")
    ).text()  # fmt: skip
    assert "operation.requested" in file and "install.set_up" not in file
    ana.keyboard.press("Escape")
    ana.get_by_role("button", name="Conferir a cadeia").click()
    expect(ana.get_by_text("A cadeia está íntegra")).to_be_visible()


def test_the_keyboard_leads_everywhere(company, ana):
    expect(ana.get_by_role("heading", name="Início", level=1)).to_be_visible()
    # A letter alone leads nowhere, however early it is pressed.
    ana.keyboard.press("s")
    expect(ana.get_by_role("heading", name="Início", level=1)).to_be_visible()
    for key, title in {"s": "Servidores", "o": "Operações", "a": "Auditoria"}.items():
        ana.keyboard.press("g")
        ana.keyboard.press(key)
        expect(ana.get_by_role("heading", name=title, level=1)).to_be_visible()
        ana.keyboard.press("/")
        expect(ana.get_by_role("combobox").and_(ana.locator("[data-search] *"))).to_be_focused()
        ana.keyboard.press("Escape")
        ana.locator("h1").click()
    ana.keyboard.press("?")
    expect(ana.get_by_role("dialog", name="Atalhos do teclado")).to_be_visible()
    settle(ana)
    assert faults(ana) == []
    ana.keyboard.press("Escape")
    expect(ana.get_by_role("dialog", name="Atalhos do teclado")).to_be_hidden()


def test_on_a_phone_in_the_dark_in_english_a_server_is_stopped_in_a_few_touches(company, kept, open_page):
    phone = open_page(locale="en", viewport=PHONE, color_scheme="dark", storage_state=kept["ana"])
    speak(phone, company, "en")
    phone.goto(company.panel.url + "/servers?q=loja-web-5")
    phone.get_by_role("link", name="loja-web-5").click()
    phone.get_by_role("button", name="Stop", exact=True).click()
    settle(phone)
    assert faults(phone) == []
    phone.get_by_role("button", name="Stop 1 server").click()

    expect(phone.get_by_text("Stop servers: done")).to_be_visible(timeout=60_000)
    expect(phone.get_by_text("Stopped").first).to_be_visible()
    settle(phone)
    assert faults(phone) == []
    assert company.aws.states(LOJA)["loja-web-5"] == "stopped"
    speak(phone, company, "pt-BR")


def invite(ana: Page, company, email: str, role: str) -> str:
    answer = send(ana, company.panel, "POST", "/api/v1/invitations", {"email": email, "role": role})
    assert answer.ok, answer.text()
    return company.panel.url + answer.json()["path"]


def stop_by_api(page: Page, company, server: str):
    return send(page, company.panel, "POST", "/api/v1/servers/stop", {"servers": [server]})


def test_a_viewer_sees_everything_and_can_switch_nothing(company, ana, open_page):
    bruno = open_page()
    join(bruno, invite(ana, company, "bruno@exemplo.com.br", "viewer"), "Bruno Lima")

    bruno.goto(company.panel.url + "/servers?q=loja-web")
    expect(bruno.get_by_role("link", name="loja-web-1")).to_be_visible()
    expect(bruno.get_by_role("checkbox")).to_have_count(0)
    bruno.get_by_role("link", name="loja-web-6").click()
    expect(bruno.get_by_role("heading", name="loja-web-6")).to_be_visible()
    for action in ("Ligar", "Desligar", "Reiniciar"):
        expect(bruno.get_by_role("button", name=action, exact=True)).to_have_count(0)
    refused = stop_by_api(bruno, company, company.panel.server_id("loja-web-6"))
    assert (refused.status, refused.json()["code"]) == (403, "permission.missing")
    assert company.aws.states(LOJA)["loja-web-6"] == "running"


def add_company(ana: Page, company, name: str, email: str) -> None:
    ana.goto(company.panel.url + "/settings/companies")
    ana.get_by_role("button", name="Adicionar empresa").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_label("Nome da empresa").fill(name)
    dialog.get_by_label("E-mail de quem administra").fill(email)
    dialog.get_by_role("button", name="Adicionar empresa").click()


def test_somebody_of_another_company_sees_nothing_of_this_one(company, ana, open_page, complaints):
    complaints.allow(r"status of 404")
    server = company.panel.servers("--name", "loja-web-6")[0]
    operation = ana.request.get(company.panel.url + "/api/v1/operations?kind=servers.stop").json()["operations"][0]
    path = f"/servers/{server['account']}/{server['region']}/{server['id']}"
    add_company(ana, company, "Outra Empresa", "carla@exemplo.com.br")
    link = ana.get_by_role("dialog").locator("pre").inner_text()
    other = open_page()

    join(other, link, "Carla Dias")

    expect(other.get_by_role("link", name="Conectar uma conta")).to_be_visible()
    for page in ("/servers", "/operations", "/audit", "/settings/accounts"):
        other.goto(company.panel.url + page)
        settle(other)
        assert "loja" not in other.locator("main").inner_text().lower(), page
    for page in (path, f"/operations/{operation['id']}", f"/settings/accounts/{server['account']}"):
        other.goto(company.panel.url + page)
        expect(other.get_by_text("Não deu certo")).to_be_visible()
        assert "loja" not in other.locator("main").inner_text().lower(), page
    assert stop_by_api(other, company, server["id"]).status == 404
    assert company.aws.states(LOJA)["loja-web-6"] == "running"


def test_who_adds_a_company_for_themselves_finds_it_in_the_head(company, ana, complaints):
    # In the new one she is no owner of the install: its list of companies is asked for once more before the page is left.
    complaints.allow(r"status of 403")
    add_company(ana, company, "Filial Norte", EMAIL)

    expect(ana.get_by_text(f"{EMAIL} administra Filial Norte")).to_be_visible()
    settle(ana)
    assert faults(ana) == []
    ana.get_by_role("button", name="Empresa: Aurora Serviços").click()
    ana.get_by_role("menuitem", name="Filial Norte").click()
    expect(ana.get_by_role("link", name="Conectar uma conta")).to_be_visible()
