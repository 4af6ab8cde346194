"""A server's last days on one line of time, and told one by one beneath it; and the way from its page to a schedule."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from demo import ANA, Demo
from judge import judged
from people import log_in, send


def open_server(page: Page, demo: Demo, name: str) -> dict:
    log_in(page, demo, ANA, demo.logins[ANA])
    (one,) = page.request.get(f"{demo.url}/api/v1/servers?name={name}").json()["servers"]
    page.goto(f"{demo.url}/servers/{one['account']}/{one['region']}/{one['id']}")
    expect(page.get_by_role("heading", name="Linha da vida")).to_be_visible()
    return one


def test_states_and_operations_are_drawn_and_told(demo, page):
    open_server(page, demo, "hml-frota-3")

    # It was on by day and off by night.
    drawing = page.get_by_role("img", name=re.compile(r"^Linha do tempo com \d+ acontecimentos"))
    expect(drawing).to_be_visible()
    expect(drawing.locator(".m-bar-on").first).to_be_visible()
    expect(drawing.locator(".m-life-off").first).to_be_visible()
    week = drawing.locator("rect").count()
    page.get_by_role("button", name=re.compile(r"^Como lista \(\d+\)")).click()
    told = page.get_by_role("table", name="Linha da vida")
    expect(told).to_contain_text("Visto: Desligado")
    expect(told.get_by_role("link", name=re.compile("^Ligar servidores, pedido por carla@altiplano.example")).first).to_be_visible()
    judged(page)

    page.get_by_role("button", name="24 horas").click()
    expect(drawing.locator("rect").nth(week - 1)).to_have_count(0)
    page.get_by_role("button", name="30 dias").click()
    expect(page.get_by_text(re.compile("pode faltar alguma coisa"))).to_be_visible()
    judged(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_override_is_drawn_where_it_is_on_a_phone(demo, open_page, theme):
    page = open_page(viewport=PHONE, color_scheme=theme)
    one = open_server(page, demo, "loja-web-5")
    expect(page.get_by_role("img", name=re.compile("^Linha do tempo"))).not_to_contain_text("Ajuste temporário")
    until = demo.now() + datetime.timedelta(hours=3)
    place = {"account": one["account"], "region": one["region"], "server": one["id"]}
    wish = {"servers": [place], "until": f"{until:%Y-%m-%dT%H:%M:00Z}", "state": "running", "reason": "inventário"}
    answer = send(page, demo, "POST", "/api/v1/overrides", wish)
    assert answer.ok, answer.text()

    try:
        page.reload()
        drawing = page.get_by_role("img", name=re.compile("^Linha do tempo"))
        expect(drawing).to_contain_text("Ajuste temporário")
        page.get_by_role("button", name="Período").click()
        page.get_by_role("option", name="24 horas").click()
        bar = drawing.locator(".m-life-override")
        expect(bar).to_be_visible()
        # It ends beyond the little that is drawn of what is ahead.
        assert bar.bounding_box()["width"] >= 8
        page.get_by_role("button", name=re.compile(r"^Como lista \(\d+\)")).click()
        told = page.get_by_role("list", name="Linha da vida")
        expect(told).to_contain_text(re.compile(r"Deve ficar ligado até .*\(Brasília\): inventário"))
        judged(page)
    finally:
        ended = answer.json()["overrides"][0]["id"]
        assert page.request.delete(f"{demo.url}/api/v1/overrides/{ended}", headers={"Origin": demo.url}).ok


def test_a_schedule_begins_at_the_page_of_its_server(demo, page):
    open_server(page, demo, "loja-web-5")
    page.get_by_role("link", name="Agendar…").click()

    expect(page).to_have_url(re.compile("/schedules/new"))
    expect(page.get_by_text("1 servidor agora")).to_be_visible()
    expect(page.get_by_text("loja-web-5", exact=True).first).to_be_visible()
