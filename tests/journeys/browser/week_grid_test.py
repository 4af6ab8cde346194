"""The hours of a week, painted with the mouse and with a finger, and on a phone written per day."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from chromium import PHONE
from demo import ANA, Demo
from judge import judged, settle
from people import log_in


def open_editor(page: Page, demo: Demo) -> None:
    log_in(page, demo, ANA, demo.logins[ANA])
    page.goto(f"{demo.url}/schedules/new?preset=office")
    page.get_by_label("Regiões").fill("sa-east-1")
    expect(page.get_by_text("55 h por semana")).to_be_visible()


def cell(page: Page, day: str, begins: str) -> Locator:
    found = page.get_by_role("gridcell", name=re.compile(f"^{day}, {begins} às"))
    found.scroll_into_view_if_needed()
    return found


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_mouse_paints_and_takes_away(demo, page):
    open_editor(page, demo)

    # Saturday and Sunday morning in one stroke from corner to corner.
    page.mouse.move(*middle(cell(page, "sábado", "09:00")))
    page.mouse.down()
    page.mouse.move(*middle(cell(page, "sábado", "10:30")), steps=4)
    page.mouse.move(*middle(cell(page, "domingo", "11:30")), steps=4)
    page.mouse.up()

    expect(page.get_by_role("gridcell", name="domingo, 11:30 às 12:00: ligado")).to_be_visible()
    expect(page.get_by_role("gridcell", name="domingo, 12:00 às 12:30: desligado")).to_be_visible()
    expect(page.get_by_text("61 h por semana")).to_be_visible()

    # A stroke that begins on what is on takes away.
    page.mouse.move(*middle(cell(page, "segunda", "08:00")))
    page.mouse.down()
    page.mouse.move(*middle(cell(page, "segunda", "08:30")), steps=3)
    page.mouse.up()
    expect(page.get_by_text("60 h por semana")).to_be_visible()
    judged(page)


def test_a_finger_paints_and_the_page_stays_where_it_is(demo, open_page):
    page = open_page(has_touch=True)
    open_editor(page, demo)
    page.touchscreen.tap(*middle(cell(page, "sábado", "09:00")))
    expect(page.get_by_text("55,5 h por semana")).to_be_visible()

    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    expect(page.get_by_text("Perguntado à AWS")).to_be_visible(timeout=60_000)  # The last that comes to the page.
    settle(page)
    way = [middle(cell(page, "terça", begins)) for begins in ("19:00", "19:30", "20:00", "20:30")]
    way.append(middle(cell(page, "quarta", "20:30")))
    stood = page.evaluate("scrollY")
    touch("touchStart", way[0])
    for point in way[1:]:
        touch("touchMove", point)
    touch("touchEnd")

    expect(page.get_by_role("gridcell", name="quarta, 20:30 às 21:00: ligado")).to_be_visible()
    expect(page.get_by_text("59,5 h por semana")).to_be_visible()
    assert page.evaluate("scrollY") == stood


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_each_day_has_its_windows(demo, open_page, theme):
    page = open_page(viewport=PHONE, color_scheme=theme, has_touch=True)
    open_editor(page, demo)
    expect(page.get_by_role("grid")).to_have_count(0)
    days = page.get_by_role("list", name="Semana").get_by_role("listitem")
    expect(days).to_have_count(7)
    expect(days.filter(has_text="sábado")).to_contain_text("desligado o dia todo")

    # Friday ends sooner; the other days stay.
    page.get_by_label("sexta, período 1: até").fill("17:00")
    expect(page.get_by_text("53 h por semana")).to_be_visible()
    expect(page.get_by_label("quinta, período 1: até")).to_have_value("19:00")
    page.get_by_role("button", name="Mais um período em sábado").tap()
    page.get_by_label("sábado, período 1: das").fill("22:00")
    page.get_by_label("sábado, período 1: até").fill("02:00")
    expect(days.filter(has_text="sábado")).to_contain_text("do dia seguinte")
    expect(page.get_by_text("57 h por semana")).to_be_visible()
    judged(page)
    page.get_by_role("button", name="Tirar o período 1 de segunda").tap()
    expect(days.filter(has_text="segunda")).to_contain_text("desligado o dia todo")
    expect(page.get_by_text("46 h por semana")).to_be_visible()
    judged(page)
