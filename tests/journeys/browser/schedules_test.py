"""Somebody makes a schedule in a browser: weekdays 8 to 19 for all test servers of one customer, sees six weeks with
holidays before it is saved, finds it in the list, keeps a server on until tomorrow, and reads on the server's page why it
is so. Each test goes on where the one before it ended."""

import re

import pytest
from playwright.sync_api import Page, expect

from company import ESTATE, LOJA, Company, connect_all
from judge import faults, settle
from people import set_up

NAME = "Homologação comercial"


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    return Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))


@pytest.fixture
def ana(company, kept, open_page) -> Page:
    page = open_page(storage_state=kept["ana"])
    page.goto(company.panel.url + "/schedules")
    return page


def test_a_schedule_is_made_and_foreseen_before_it_is_saved(company, kept, page):
    set_up(page, company.panel)
    connect_all(company)
    kept["ana"] = page.context.storage_state()
    page.goto(company.panel.url + "/schedules")
    expect(page.get_by_text("Nenhum agendamento ainda.")).to_be_visible()
    page.get_by_role("button", name="Criar agendamento").first.click()
    page.get_by_label("Nome", exact=True).fill(NAME)
    page.get_by_label("Tag", exact=True).fill("Ambiente=homologação")
    page.get_by_role("button", name="Começar de").click()
    page.get_by_role("menuitem", name="Dias úteis, 8h–19h").click()

    expect(page.get_by_text("5 servidores agora")).to_be_visible()
    expect(page.get_by_text("55 h por semana")).to_be_visible()
    cell = page.get_by_role("gridcell", name="segunda, 08:00 às 08:30: ligado")
    expect(cell).to_be_visible()
    # The keyboard paints: half an hour earlier on Mondays.
    cell.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    expect(page.get_by_text("55,5 h por semana")).to_be_visible()
    settle(page)
    assert faults(page) == []
    page.get_by_role("button", name="Salvar", exact=True).click()

    expect(page.get_by_text("Agendamento salvo.")).to_be_visible()
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    expect(page.get_by_text("Feriados nacionais")).to_be_visible()


def test_it_stands_in_the_list_and_is_paused_and_resumed(company, ana):
    row = ana.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text("Ativo")
    expect(row).to_contain_text("5 servidores")
    expect(row).to_contain_text(re.compile(r"0(7:30|8:00)|19:00"))
    ana.get_by_role("link", name=NAME).click()
    ana.get_by_role("button", name="Pausar", exact=True).click()
    expect(ana.get_by_text("Pausado")).to_be_visible()
    ana.get_by_role("button", name="Retomar", exact=True).click()
    expect(ana.get_by_text("Ativo")).to_be_visible()


def test_a_server_is_kept_on_until_tomorrow_and_says_so(company, ana):
    server = next(one for one in company.panel.servers() if one["name"] == "hml-web-1")
    path = f"/servers/{server['account']}/{server['region']}/{server['id']}?tab=schedules"
    ana.goto(company.panel.url + path)
    expect(ana.get_by_role("link", name=NAME)).to_be_visible()
    ana.get_by_role("button", name="Manter até…").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_role("button", name="Amanhã, 12h").click()
    dialog.get_by_label("Motivo").fill("demonstração")
    assert faults(ana) == []
    dialog.get_by_role("button", name="Manter até…").click()

    expect(ana.get_by_text(re.compile("Deve ficar ligado até .*demonstração")).first).to_be_visible()
    company.panel.try_run("sweep", "--wait")
    ana.wait_for_function("document.body.innerText.includes('Ligado')", timeout=60_000)
    assert company.aws.states(LOJA)["hml-web-1"] == "running"
    ana.get_by_role("button", name="Encerrar agora").click()
    expect(ana.get_by_text("Deve ficar ligado")).to_have_count(0)
