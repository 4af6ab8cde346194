"""README's "Connect your AWS account", followed word by word: what is bold there is, in this order, what
the page has."""

import re

import pytest
from playwright.sync_api import expect

from company import ESTATE, LOJA, Company, external_id_in
from processes import ROOT


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    return Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))


class Reader:
    """Does what the next bold word of the section names."""

    def __init__(self, page):
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        section = text.split("### Connect your AWS account\n")[1].split("The same in a terminal:")[0]
        self.page, self.words = page, re.findall(r"\*\*(.+?)\*\*", section.replace("\n   ", " "))

    def next(self) -> str:
        return self.words.pop(0)

    def fill(self, value: str) -> None:
        self.page.get_by_label(self.next(), exact=True).fill(value)

    def press(self, role: str = "button") -> None:
        self.page.get_by_role(role, name=self.next(), exact=True).click()

    def see(self) -> None:
        expect(self.page.get_by_text(self.next(), exact=True).first).to_be_visible()


def test_the_section_leads_to_the_servers_of_an_account(company, open_page):
    page = open_page(locale="en")
    reader = Reader(page)
    page.goto(company.panel.url)

    for value in (company.panel.set_up_code, "Aurora", "Ana", "ana@example.com", "ripe tomatoes on the roof"):
        reader.fill(value)
    reader.press()
    reader.press("link")
    reader.fill("Shop")
    expect(page.get_by_role("radio", name=reader.next())).to_be_checked()
    reader.press()
    reader.see()
    reader.press()
    reader.press()
    external_id = external_id_in(page.locator("pre").first.inner_text())
    reader.press()
    reader.fill(company.aws.add_role(LOJA, external_id))
    reader.press()
    reader.see()
    reader.press("link")

    expect(page.get_by_role("link", name="loja-web-1")).to_be_visible(timeout=60_000)
    assert reader.words == []
