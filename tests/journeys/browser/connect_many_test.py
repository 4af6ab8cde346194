"""Accounts of an organisation, connected at once in a browser: the stack set's command is carried to AWS, a table is pasted,
one row has no role yet and is sent again once it has."""

import re

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from company import ESTATE, DADOS, LOJA, VERDE, Company, external_id_in
from judge import judged
from pages import row, speak
from people import log_in, set_up

TABLE = f"conta;nome;cliente\n{LOJA};Loja;Aurora\n{DADOS};Dados;Aurora\n{VERDE};Verde;Vale Verde\n"


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=20)
    return Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))


def go_on(page: Page, button: str = "Continuar") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def test_a_table_connects_those_whose_role_admits_the_panel(company, page, complaints):
    complaints.allow("400 .*accounts/import")  # A table that cannot be read.
    set_up(page, company.panel)
    page.goto(company.panel.url + "/settings/accounts/connect")
    page.get_by_role("link", name="Conectar muitas contas").click()
    expect(page.get_by_text("Quem o painel é na AWS")).to_be_visible()
    go_on(page)

    command = page.locator("pre").filter(has_text="create-stack-set").inner_text()
    name = re.search(r"--stack-set-name (\S+)", command)[1]
    for account in (LOJA, DADOS):
        company.aws.add_role(account, external_id_in(command), name=name)
    judged(page)
    go_on(page)

    go_on(page)
    expect(page.get_by_text("Cole a tabela ou escolha um arquivo")).to_be_visible()
    page.get_by_label("Tabela").fill("nome\nLoja\n")
    go_on(page)
    expect(page.get_by_text("Falta a coluna account_id")).to_be_visible()
    page.get_by_label("Tabela").fill(TABLE)
    judged(page)
    go_on(page)

    expect(row(page, "Verde", VERDE, "será conectada")).to_be_visible()
    assert company.panel.get("/api/v1/accounts")["accounts"] == []
    judged(page)
    go_on(page, "Conectar 3 contas")

    expect(page.get_by_text("2 contas conectadas, 1 recusada")).to_be_visible(timeout=60_000)
    expect(row(page, "Loja", "conectada")).to_be_visible()
    expect(row(page, "Verde", "recusada")).to_contain_text("A AWS não deixou o painel assumir esta role")
    judged(page)
    assert [a["name"] for a in company.panel.get("/api/v1/accounts")["accounts"]] == ["Dados", "Loja"]

    company.aws.add_role(VERDE, external_id_in(command), name=name)
    go_on(page, "Mandar as recusadas de novo")
    go_on(page)
    expect(row(page, "Loja", "recusada")).to_contain_text("Esta conta da AWS já está conectada")
    go_on(page, "Conectar 1 conta")
    expect(page.get_by_text("1 conta conectada, 2 recusadas")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Ver as contas").click()
    expect(row(page, "Verde", "Vale Verde", "Conectada")).to_be_visible()


def test_a_phone_speaks_english_and_fits(company, open_page):
    page = open_page(viewport=PHONE)
    log_in(page, company.panel)
    speak(page, company, "en")
    page.goto(company.panel.url + "/settings/accounts/connect-many")
    for _ in range(2):
        judged(page)
        page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("Table").fill(f"account_id,name\n{LOJA},Again\n1,Short\n")
    page.get_by_role("button", name="Continue", exact=True).click()

    expect(page.get_by_text("an AWS account has 12 digits", exact=False)).to_be_visible()
    expect(page.get_by_text("No row can be connected. Go back and correct the table.")).to_be_visible()
    judged(page)
