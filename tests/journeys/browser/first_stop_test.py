"""From an opportunity to the first stop that was seen, and back: Home says where money can be saved and one button opens
the editor filled in; a schedule is applied at once, outside its window; the operation tells what AWS said and what was
seen; the server's page tells why; it is kept on until tomorrow, and when that is taken back it stops again."""

import datetime
import re
import zoneinfo

import pytest
from playwright.sync_api import Page, expect

from company import ESTATE, LOJA, Company, connect_all
from demo import ANA
from judge import judged
from people import log_in, set_up
from processes import wait_until

NAME = "Noite da API"
SERVER = "loja-api-3"


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    return Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))


@pytest.fixture
def ana(company, kept, open_page) -> Page:
    page = open_page(storage_state=kept.get("ana"))
    if not kept:
        set_up(page, company.panel)
        connect_all(company)
        kept["ana"] = page.context.storage_state()
    return page


def path_of(company: Company, tab: str = "") -> str:
    one = company.panel.servers("--name", SERVER)[0]
    return f"{company.panel.url}/servers/{one['account']}/{one['region']}/{one['id']}{tab}"


def window_that_is_not_now() -> tuple[str, str]:
    """An hour of the day that begins in five hours."""
    begin = datetime.datetime.now(zoneinfo.ZoneInfo("America/Sao_Paulo")) + datetime.timedelta(hours=5)
    return f"{begin.hour:02}:00", f"{begin.hour:02}:30"


def test_an_opportunity_opens_the_editor_filled_in_with_six_weeks_and_money(demo, page):
    log_in(page, demo, ANA, demo.logins[ANA])
    box = page.locator(".m-row").filter(has_text="Só em dias úteis, das 8 às 19: cerca de US$").first
    expect(box).to_contain_text(re.compile(r"ligado [\d,]+ h por semana"))
    expect(box).to_contain_text(re.compile(r"preços de \d\d/\d\d/\d{4}; disco e endereço continuam custando US\$"))
    expect(box).to_contain_text(re.compile("Indício (forte|fraco)"))
    button = box.get_by_role("link", name=re.compile("^Agendar "))
    name = re.sub("^Agendar ", "", button.get_attribute("aria-label"))
    button.click()

    expect(page.get_by_text("1 servidor agora")).to_be_visible()
    expect(page.get_by_role("gridcell", name="segunda, 08:00 às 08:30: ligado")).to_be_visible()
    expect(page.get_by_role("gridcell", name="sábado, 08:00 às 08:30: desligado")).to_be_visible()
    expect(page.get_by_text("Feriados nacionais").first).to_be_visible()
    weeks = page.get_by_role("table", name="Seis semanas à frente")
    expect(weeks.get_by_role("row")).to_have_count(7)
    # The bands say what the fields say.
    expect(weeks.get_by_text("08:00–19:00").first).to_be_attached()
    money = page.get_by_role("table", name="Quanto isto economiza").get_by_role("row").filter(has_text=name)
    expect(money).to_contain_text("US$")
    judged(page)


def test_a_schedule_is_applied_outside_its_window_and_the_stop_is_seen(company, kept, ana):
    one = company.panel.servers("--name", SERVER)[0]
    reference = f"{one['account']}/{one['region']}/{one['id']}"
    ana.goto(f"{company.panel.url}/schedules/new?preset=office&servers={reference}")
    ana.get_by_label("Nome", exact=True).fill(NAME)
    expect(ana.get_by_text("1 servidor agora")).to_be_visible()
    begin, end = window_that_is_not_now()
    ana.get_by_label("Das", exact=True).first.fill(begin)
    ana.get_by_label("Até", exact=True).first.fill(end)
    expect(ana.get_by_text(f"{begin}–{end}").first).to_be_attached()
    # It says what the stop would lose, and wants that to be seen.
    expect(ana.get_by_role("button", name="Salvar", exact=True)).to_be_disabled()
    ana.get_by_label("Vi os avisos e quero salvar assim.").check()
    ana.get_by_role("button", name="Salvar", exact=True).click()

    expect(ana.get_by_text("Por este agendamento 1 servidor devia estar diferente agora")).to_be_visible()
    expect(ana.get_by_text(f"Desligar: {SERVER}")).to_be_visible()
    assert company.aws.states(LOJA)[SERVER] == "running"
    judged(ana)
    ana.get_by_role("button", name="Sim, aplicar agora").click()
    ana.goto(f"{company.panel.url}/operations?kind=servers.stop&last=24h")
    ana.get_by_role("link", name="Desligar servidores").first.click()

    told = ana.get_by_role("row").filter(has_text=SERVER).first
    expect(told).to_contain_text("Feito e visto", timeout=60_000)
    expect(told).to_contain_text("Desligado")
    assert company.aws.states(LOJA)[SERVER] == "stopped"
    ids = [call["request_id"] for call in company.aws.calls(action="StopInstances", account=LOJA)]
    expect(told.get_by_text(re.compile("|".join(ids)))).to_be_visible()
    judged(ana)


def test_the_servers_page_says_because_of_what_and_what_comes_next(company, ana):
    ana.goto(path_of(company))

    why = ana.locator("main")
    expect(why.get_by_text("Desligado porque")).to_be_visible()
    expect(why.get_by_text(NAME).first).to_be_visible()
    expect(why).to_contain_text(re.compile(r"A seguir: Ligar, \S+\s*\d\d/\d\d/\d{4} \d\d:\d\d \(Brasília\)"))
    judged(ana)
    ana.get_by_role("link", name=re.compile("decisões", re.IGNORECASE)).click()
    ledger = ana.get_by_role("row").filter(has_text="visto: Desligado")
    expect(ledger.first).to_be_visible()


def test_it_is_kept_on_until_tomorrow_and_stops_again_when_that_is_taken_back(company, ana):
    ana.goto(path_of(company, "?tab=schedules"))
    ana.get_by_role("button", name="Manter até…").click()
    dialog = ana.get_by_role("dialog")
    dialog.get_by_role("button", name="Amanhã, 12h").click()
    dialog.get_by_label("Motivo").fill("demonstração")
    dialog.get_by_role("button", name="Manter até…").click()
    told = ana.get_by_text(re.compile(r"Deve ficar ligado até .*12:00 \(Brasília\).*demonstração"))
    expect(told.first).to_be_visible()

    wait_until(lambda: company.aws.states(LOJA)[SERVER] == "running", "AWS runs it", at_most=60)
    ana.goto(f"{company.panel.url}/servers?q={SERVER}")
    listed = ana.get_by_role("row").filter(has_text=SERVER)
    expect(listed).to_contain_text("Ligado", timeout=60_000)
    expect(listed).to_contain_text(re.compile("12:00"))

    ana.goto(path_of(company, "?tab=schedules"))
    ana.get_by_role("button", name="Encerrar agora").click()
    expect(told).to_have_count(0)
    wait_until(lambda: company.aws.states(LOJA)[SERVER] == "stopped", "AWS has stopped it again", at_most=60)
    judged(ana)
