"""Where switching off would save money, the list of servers says so, with the way to a schedule that does it."""

import re

import pytest
from playwright.sync_api import expect

from chromium import PHONE
from demo import ANA
from judge import judged
from people import log_in
from processes import wait_until


@pytest.fixture
def known(demo, inside) -> dict:
    """The dearest opportunity of the list of servers (databases have a list of their own), once its price has been read."""

    def found() -> dict | None:
        address = f"{demo.url}/api/v1/opportunities?zone=America/Sao_Paulo&limit=200"
        listed = inside.request.get(address).json()["opportunities"]
        return next((one for one in listed if one["saving_per_month"] and not one["server"].startswith("db:")), None)

    return wait_until(found, "the price of a server that might be switched off is known", at_most=60)


def test_the_list_marks_an_opportunity_with_its_money_and_opens_the_editor_filled_in(demo, inside, known):
    page = inside
    page.goto(f"{demo.url}/servers?q={known['server']}")

    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=known["name"], exact=True))
    link = row.get_by_role("link", name=re.compile(rf"US\$\s[\d.,]+ por mês\. Agendar {known['name']}"))
    expect(link).to_be_visible()
    judged(page)
    link.click()

    expect(page).to_have_url(re.compile("/schedules/new"))
    expect(page.get_by_text("1 servidor agora")).to_be_visible()
    expect(page.get_by_text("55 h por semana")).to_be_visible()


def test_a_card_on_a_phone_has_the_mark_too_and_others_have_none(demo, open_page, known):
    phone = open_page(viewport=PHONE)
    log_in(phone, demo, ANA, demo.logins[ANA])
    phone.goto(f"{demo.url}/servers?q={known['server']}")
    expect(phone.get_by_role("link", name=re.compile("por mês. Agendar"))).to_be_visible()
    judged(phone)

    phone.goto(f"{demo.url}/servers?name=loja-web-1")
    expect(phone.get_by_role("link", name="loja-web-1", exact=True)).to_be_visible()
    judged(phone)
    expect(phone.get_by_text("Sugerido para agendar")).to_have_count(0)
