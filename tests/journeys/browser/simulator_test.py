"""The simulator beside the editor of schedules: what one server would do with an override, with another schedule, and at
an instant that somebody asks about; and the day on which clocks change."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from demo import ANA, Demo
from judge import judged
from people import send

KEPT, SHARED = "loja-web-3", "loja-web-4"


def place_of(page: Page, demo: Demo, name: str) -> dict:
    (one,) = page.request.get(f"{demo.url}/api/v1/servers?name={name}").json()["servers"]
    return {"account": one["account"], "region": one["region"], "server": one["id"]}


def made(page: Page, demo: Demo, path: str, body: dict) -> dict:
    answer = send(page, demo, "POST", path, body)
    assert answer.ok, answer.text()
    return answer.json()


@pytest.fixture
def surroundings(demo, inside):
    """One server is kept on for three days; another follows a schedule of evenings already."""
    places = {name: place_of(inside, demo, name) for name in (KEPT, SHARED)}
    until = demo.now() + datetime.timedelta(days=3)
    override = made(
        inside,
        demo,
        "/api/v1/overrides",
        {"servers": [places[KEPT]], "until": f"{until:%Y-%m-%dT%H:%M:00Z}", "state": "running", "reason": "carga"},
    )["overrides"][0]
    evenings = made(
        inside,
        demo,
        "/api/v1/schedules",
        {
            "name": "Plantão da noite",
            "zone": "America/Sao_Paulo",
            "mode": "edges",
            "rules": [{"window": {"begin": "18:00", "end": "23:00", "days": "every_day"}}],
            "targets": {"servers": [places[SHARED]]},
        },
    )
    yield places
    here = {"Origin": demo.url, "If-Match": f'"{evenings["version"]}"'}
    for made_here in (f"overrides/{override['id']}", f"schedules/{evenings['id']}"):
        assert inside.request.delete(f"{demo.url}/api/v1/{made_here}", headers=here).ok


def open_editor(page: Page, demo: Demo, places: dict[str, dict]) -> None:
    named = ",".join(f"{one['account']}/{one['region']}/{one['server']}" for one in places.values())
    page.goto(f"{demo.url}/schedules/new?servers={named}&preset=office")
    page.get_by_role("textbox", name="Nome", exact=True).fill("Horário da loja")
    expect(page.get_by_text("2 servidores agora")).to_be_visible()


def show(page: Page, name: str) -> None:
    page.get_by_role("button", name="Mostrar as horas de").click()
    page.get_by_role("option", name=name).click()


def test_one_server_is_shown_with_its_override_and_the_other_schedule_that_it_follows(demo, inside, surroundings):
    page = inside
    open_editor(page, demo, surroundings)

    # What is known of all of them stands beside the schedule's own hours.
    expect(page.get_by_text(f"{KEPT}: Deve ficar ligado até")).to_be_visible()
    expect(page.get_by_text("Outros agendamentos querem outra coisa")).to_be_visible()
    expect(page.get_by_text("por causa de Plantão da noite")).to_be_visible()
    expect(page.locator(".m-day-conflict")).to_have_count(1)
    expect(page.locator(".m-bar-held")).to_have_count(0)
    judged(page)

    # The stop at 19:00 does not reach the one that is kept on.
    page.get_by_role("button", name=KEPT, exact=True).click()
    expect(page.get_by_role("table", name=f"Seis semanas à frente: {KEPT}")).to_be_visible()
    told = page.get_by_role("listitem").filter(has_text=f"ligado, mantido assim por {ANA}: carga")
    expect(told.first).to_be_visible()
    expect(page.locator(".m-day", has_text="ajuste temporário").first).to_be_visible()
    expect(page.locator(".m-bar-held").first).to_be_attached()
    judged(page)

    # Nor, in the evening, the one that another schedule wants on.
    show(page, SHARED)
    told = page.get_by_role("listitem").filter(has_text="outra janela o quer ligado: agendamento Plantão da noite")
    expect(told.first).to_be_visible()
    expect(page.locator(".m-day", has_text="ajuste temporário")).to_have_count(0)
    judged(page)


def test_what_would_be_at_an_instant_is_told_with_its_reason(demo, inside, surroundings):
    page = inside
    open_editor(page, demo, surroundings)
    tomorrow = demo.now() + datetime.timedelta(days=1)

    page.get_by_label("E se fosse…").fill(f"{tomorrow:%Y-%m-%d}T18:00")

    told = page.get_by_role("list", name="E se fosse…").get_by_role("listitem")
    expect(told.filter(has_text=f"Ligar: mantido assim por {ANA}: carga (1 servidor)")).to_be_visible()
    expect(told.filter(has_text="Ligar: pelo agendamento Plantão da noite (1 servidor)")).to_be_visible()
    judged(page)


def test_the_day_on_which_clocks_change_is_marked(demo, inside):
    page = inside
    # Two weeks before clocks go back in New York; the page goes by the clock that the demo tells.
    then = {"now": "2026-10-19T12:00:00Z", "times": 1}
    page.route("**/api/v1/about", lambda route: route.fulfill(json={**route.fetch().json(), "clock": then}))
    page.goto(f"{demo.url}/schedules/new?preset=office")
    page.get_by_label("Regiões").fill("sa-east-1")
    page.get_by_role("button", name="Fuso horário").click()
    page.get_by_role("option", name="America/New_York").click()

    marked = page.locator(".m-day-dst")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("01")
    expect(marked).to_contain_text("mudança do relógio")
    judged(page)
