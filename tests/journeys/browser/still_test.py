"""No page moves while its answers come: all pages as an address opens them, wide and on a phone, in a browser
that has never been there."""

import re

import pytest
from playwright.sync_api import expect

from company import ESTATE, Company, connect_all, some_history
from demo import ANA
from judge import settle
from pages import DOORS, addresses
from people import log_in, set_up
from shift import moved, watch

# A web vital is called good up to 0.1; nobody sees this.
MOVED_MAX = 0.02
WIDTHS = [1440, 390]
NOT_READ = re.compile(r"(não pôde ser lida|não puderam ser lidas|pela organização)")


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    return Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))


def moving(page, url: str, wished: dict[str, str]) -> list[str]:
    found = []
    for name, path in wished.items():
        page.goto(url + path)
        settle(page)
        sum_, words = moved(page)
        if sum_ > MOVED_MAX:
            found += [f"{name}: {one}" for one in words]
    return found


def test_a_company_is_there(company, kept, page):
    set_up(page, company.panel)
    kept["state"] = page.context.storage_state()
    connect_all(company)
    kept["addresses"] = addresses(company, some_history(company))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_moves_while_it_comes(company, kept, open_page, width):
    page = open_page(viewport={"width": width, "height": 844}, storage_state=kept["state"])
    watch(page.context)

    assert moving(page, company.panel.url, kept["addresses"]) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_at_the_door_moves(company, open_page, complaints, width):
    complaints.allow(r"status of (400|404|410)")
    page = open_page(viewport={"width": width, "height": 844})
    watch(page.context)

    assert moving(page, company.panel.url, DOORS) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_demo_with_its_banner_and_what_it_could_not_read_does_not_move(demo, open_page, width):
    page = open_page(viewport={"width": width, "height": 844})
    watch(page.context)

    assert moving(page, demo.url, {"login": "/login"}) == []

    log_in(page, demo, ANA, demo.logins[ANA])
    kept = page.context.storage_state()
    fresh = open_page(viewport={"width": width, "height": 844}, storage_state={**kept, "origins": []})
    watch(fresh.context)
    assert moving(fresh, demo.url, {"home": "/", "servers": "/servers"}) == []
    expect(fresh.get_by_text(NOT_READ).first).to_be_visible()
