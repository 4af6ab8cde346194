"""Every page before a judge: WCAG 2.2 AA by axe, nothing wider than the screen, nothing in the console (see
conftest.py), light and dark, wide and narrow, in both languages."""

import pytest

from company import ESTATE, Company, connect_all, some_history
from judge import faults, settle
from pages import DOORS, addresses, speak
from people import set_up


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    return Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))


@pytest.fixture(scope="module")
def state():
    """Of the first administrator, from the first test on."""
    return {}


def judged(page, company, wished: dict[str, str]) -> list[str]:
    found = []
    for name, path in wished.items():
        page.goto(company.panel.url + path)
        settle(page)
        found += [f"{name}: {fault}" for fault in faults(page)]
    return found


def test_pages_of_a_panel_that_has_nothing_yet_are_clean(company, state, open_page):
    page = open_page()
    set_up(page, company.panel)
    state["kept"] = page.context.storage_state()

    wished = {"home": "/", "servers": "/servers", "operations": "/operations", "audit": "/audit"}
    wished |= {"accounts": "/settings/accounts", "customers": "/settings/customers"}
    assert judged(page, company, wished) == []

    connect_all(company)
    state["history"] = some_history(company)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_at_the_door_are_clean(company, open_page, complaints, theme):
    complaints.allow(r"status of (400|404|410)")
    page = open_page(color_scheme=theme, reduced_motion="reduce")

    assert judged(page, company, DOORS) == []


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("pt-BR", "light", 1440), ("en", "dark", 1440), ("en", "light", 390), ("pt-BR", "dark", 390)],
)
def test_all_pages_are_clean(company, state, open_page, language, theme, width):
    page = open_page(
        locale=language,
        color_scheme=theme,
        reduced_motion="reduce",
        viewport={"width": width, "height": 844},
        storage_state=state["kept"],
    )
    speak(page, company, language)

    assert judged(page, company, addresses(company, state["history"])) == []

    assert page.evaluate("document.documentElement.lang") == language
    is_dark = page.evaluate("document.body.classList.contains('awsui-dark-mode')")
    assert is_dark == (theme == "dark")
