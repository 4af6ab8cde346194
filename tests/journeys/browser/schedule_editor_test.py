"""Schedules in a browser: one is made by form, grid and keys, with what it would do beside it; it is paused; a
server is kept on for a time; a calendar of the company's own is made. Each page is judged by axe."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from demo import Demo
from judge import judged, settle


@pytest.fixture(autouse=True)
def nothing_left(demo, inside):
    """What is saved here is for a whole region: other journeys find the demo's servers as they were."""

    def schedules() -> dict[str, int]:
        listed = inside.request.get(demo.url + "/api/v1/schedules").json()["schedules"]
        return {one["id"]: one["version"] for one in listed}

    before = schedules()
    yield
    for schedule, version in schedules().items():
        if schedule in before:
            continue
        answer = inside.request.delete(
            f"{demo.url}/api/v1/schedules/{schedule}", headers={"Origin": demo.url, "If-Match": f'"{version}"'}
        )
        assert answer.status == 204, answer.text()


def begin_schedule(page: Page, demo: Demo, name: str) -> None:
    page.goto(f"{demo.url}/schedules/new?preset=office")
    page.get_by_label("Nome").fill(name)
    page.get_by_label("Regiões").fill("sa-east-1")


def save(page: Page) -> None:
    """As somebody does who has read what is foreseen, and ticks what is to be ticked."""
    settle(page)
    button = page.get_by_role("button", name="Salvar")
    ticked = page.get_by_label("Vi os avisos e quero salvar assim.")
    if ticked.count():
        expect(button).to_be_disabled()
        ticked.check()
    button.click()


def test_a_schedule_is_made_by_form_and_keys_and_then_paused(demo, inside):
    page = inside
    begin_schedule(page, demo, "Horário comercial")

    # What was filled in is painted, and the keyboard paints more; the text follows.
    expect(page.get_by_role("gridcell", name="segunda, 08:00 às 08:30: ligado")).to_be_visible()
    page.get_by_role("gridcell", name="segunda, 08:00 às 08:30: ligado").press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    expect(page.get_by_role("gridcell", name="segunda, 07:30 às 08:00: ligado")).to_be_visible()
    expect(page.get_by_label("Das", exact=True).first).to_have_value("07:30")

    # A date of exception is marked in the six weeks, and servers are named.
    date = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=3)
    page.get_by_role("button", name="Mais uma data").click()
    page.get_by_label("Data", exact=True).fill(date.isoformat())
    page.get_by_label("Motivo", exact=True).fill("Inventário")
    expect(page.locator(".m-day-exception")).to_contain_text("Inventário")
    expect(page.get_by_text(re.compile(r"^\d+ servidor(es)? agora$"))).to_be_visible()
    judged(page)

    # What says more than the week is a sentence.
    page.get_by_role("button", name="Outra regra…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("De", exact=True).fill("2031-12-24T08:00")
    dialog.get_by_label("Até", exact=True).fill("2031-12-24T12:00")
    expect(dialog.get_by_role("status")).to_contain_text("uma vez, de 24/12/2031")
    judged(page)
    dialog.get_by_role("button", name="Adicionar").click()
    expect(page.get_by_role("listitem").filter(has_text="uma vez, de 24/12/2031")).to_be_visible()

    save(page)
    expect(page).to_have_url(re.compile(r"/schedules/sc"))
    expect(page.get_by_role("heading", level=1, name="Horário comercial")).to_be_visible()
    expect(page.get_by_text("Criado", exact=True)).to_be_visible()
    judged(page)

    page.get_by_role("button", name="Pausar", exact=True).click()
    expect(page.get_by_text("Pausado", exact=True)).to_be_visible()
    page.goto(demo.url + "/schedules")
    row = page.get_by_role("row").filter(has_text="Horário comercial")
    expect(row.get_by_text("Pausado")).to_be_visible()
    judged(page)


def test_holidays_are_marked_and_order_notices_and_only_observing_are_kept(demo, inside):
    page = inside
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=9)
    page.goto(demo.url + "/schedules/calendars")
    page.get_by_role("button", name="Criar calendário").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nome").fill("Aniversário da cidade")
    dialog.get_by_label("Datas").fill(f"{day:%m-%d} Fundação")
    dialog.get_by_role("button", name="Salvar").click()
    expect(page.get_by_role("cell", name="Fundação")).to_be_visible()

    begin_schedule(page, demo, "Com ordem e aviso")
    expect(page.get_by_role("checkbox", name="Feriados nacionais")).to_be_checked()
    expect(page.get_by_role("checkbox", name=re.compile("^Pontos facultativos"))).not_to_be_checked()
    marked = page.locator(".m-day-holiday").filter(has_text="Fundação")
    expect(marked).to_have_count(0)
    page.get_by_role("checkbox", name="Aniversário da cidade").check()
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text(str(day.day))

    page.get_by_role("checkbox", name="Ligar em grupos, um depois do outro").check()
    page.get_by_label("Tag com a ordem").fill("Ordem")
    page.get_by_role("radio", name="responde em uma porta TCP").check()
    page.get_by_label("Porta", exact=True).fill("70000")
    expect(page.get_by_text("Um número inteiro de 1 a 65535")).to_be_visible()
    page.get_by_label("Porta", exact=True).fill("5432")

    page.get_by_role("checkbox", name="Avisar por e-mail antes de desligar").check()
    expect(page.get_by_label("Minutos antes")).to_have_value("15")
    page.get_by_label("Para", exact=True).fill("dono@")
    expect(page.get_by_text("Escreva endereços como ana@exemplo.com.br, no máximo 20.")).to_be_visible()
    page.get_by_label("Para", exact=True).fill("dono@altiplano.example")
    page.get_by_role("checkbox", name="Pular esta semana").uncheck()
    page.get_by_role("radio", name="Só observar").check()
    judged(page)
    save(page)
    expect(page.get_by_role("heading", level=1, name="Com ordem e aviso")).to_be_visible()
    expect(page.get_by_text("Só observa", exact=True)).to_be_visible()

    # The editor has it all again.
    page.get_by_role("button", name="Editar").click()
    expect(page.get_by_role("checkbox", name="Aniversário da cidade")).to_be_checked()
    expect(page.get_by_label("Tag com a ordem")).to_have_value("Ordem")
    expect(page.get_by_label("Porta", exact=True)).to_have_value("5432")
    expect(page.get_by_label("Para", exact=True)).to_have_value("dono@altiplano.example")
    expect(page.get_by_role("checkbox", name="2 horas a mais")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Pular esta semana")).not_to_be_checked()

    # Others' servers follow it no more.
    page.get_by_role("button", name="Cancelar").click()
    page.get_by_role("button", name="Pausar", exact=True).click()
    expect(page.get_by_text("Pausado", exact=True)).to_be_visible()


def test_changes_are_not_lost_without_a_question(demo, inside):
    page = inside
    begin_schedule(page, demo, "Perdido?")

    page.get_by_role("button", name="Cancelar").click()

    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Sair sem salvar?")
    question.get_by_role("button", name="Cancelar").click()
    expect(question).to_be_hidden()
    expect(page.get_by_label("Nome")).to_have_value("Perdido?")
    page.get_by_role("button", name="Cancelar").click()
    question.get_by_role("button", name="Sair").click()
    expect(page).to_have_url(demo.url + "/schedules")


def test_a_server_is_kept_on_for_a_time_and_let_go(demo, inside):
    page = inside
    page.goto(demo.url + "/servers?name=loja-web-*")
    page.get_by_role("link", name=re.compile("^loja-web-1$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("loja-web-1")
    page.goto(re.sub(r"\?.*|$", "?tab=schedules", page.url, count=1))

    page.get_by_role("button", name="Manter até…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Motivo").fill("teste de carga")
    judged(page)
    dialog.get_by_role("button", name="Manter até…").click()

    expect(page.get_by_text(re.compile(r"Deve ficar ligado até .*\(Brasília\).*teste de carga"))).to_be_visible()
    judged(page)
    page.get_by_role("button", name="Encerrar agora").click()
    expect(page.get_by_role("button", name="Manter até…")).to_be_visible()


def test_the_company_keeps_a_calendar_of_its_own(demo, inside):
    page = inside
    page.goto(demo.url + "/schedules/calendars")
    page.get_by_role("button", name="Criar calendário").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nome").fill("Cidade")
    dialog.get_by_label("Datas").fill("10/07 Festa")
    expect(dialog).to_contain_text("Não dá para entender: 10/07 Festa")
    dialog.get_by_label("Datas").fill("07-10 Festa da cidade\n06-13 Santo Antônio até 14:00")
    dialog.get_by_role("button", name="Salvar").click()

    expect(page.get_by_role("cell", name="Festa da cidade")).to_be_visible()
    expect(page.get_by_role("cell", name="Santo Antônio (até 14:00)")).to_be_visible()
    judged(page)


def test_servers_by_hand_beside_a_filter_dates_and_fallback_types_outlive_the_editor(demo, inside, complaints):
    page = inside
    name = "Por filtro e mais um"
    begin_schedule(page, demo, name)
    page.get_by_role("button", name="Filtro e mais alguns").click()
    page.get_by_role("button", name="Procurar servidor por nome, id ou endereço").click()
    page.keyboard.type("loja-web-2")
    page.get_by_role("option", name=re.compile("loja-web-2")).first.click()
    page.keyboard.press("Escape")

    # What the panel says of a date or a type stands at its field, before anything is saved.
    complaints.allow("status of 400")
    page.get_by_label("Vale a partir de").fill("2031-12-31")
    page.get_by_label("Vale até").fill("2031-12-01")
    expect(page.get_by_text("É antes da primeira data", exact=True)).to_be_visible()
    page.get_by_label("Vale até").fill("2032-01-31")
    expect(page.get_by_text("A data final é anterior à inicial.", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Mais opções").click()
    page.get_by_role("button", name="Mais um tipo").click()
    page.get_by_label("1º tipo", exact=True).fill("m6i")
    expect(page.get_by_text("Precisa ser um tipo de servidor, como m5.large", exact=True)).to_be_visible()
    page.get_by_label("1º tipo", exact=True).fill("m6i.large")
    page.get_by_role("button", name="Mais um tipo").click()
    page.get_by_label("2º tipo", exact=True).fill("m5a.large")
    page.get_by_role("button", name="Tentar antes: 2º tipo").click()
    expect(page.get_by_label("1º tipo", exact=True)).to_have_value("m5a.large")
    judged(page)
    page.get_by_role("radio", name="Só observar").check()
    save(page)
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()

    # Another change lets all of it be.
    page.get_by_role("button", name="Editar").click()
    expect(page.get_by_label("Vale até")).to_have_value("2032-01-31")
    page.get_by_role("textbox", name="Nome", exact=True).fill(name + " já")
    save(page)
    expect(page.get_by_role("heading", level=1, name=name + " já")).to_be_visible()
    saved = page.request.get(demo.url + "/api/v1/schedules/" + re.search(r"/schedules/(\w+)", page.url)[1]).json()
    assert [one["server"][:2] for one in saved["targets"]["servers"]] == ["i-"]
    assert saved["targets"]["filter"] == {"regions": ["sa-east-1"]}
    assert (saved["from"], saved["until"]) == ("2031-12-31", "2032-01-31")
    assert saved["settings"]["fallback_types"] == ["m5a.large", "m6i.large"]
