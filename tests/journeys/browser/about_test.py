"""What runs here: versions, of the program and of the rules of time zones."""

from playwright.sync_api import expect

from demo import ANA
from judge import faults, settle
from people import log_in


def test_the_versions_of_the_program_and_of_tzdata_are_told(demo, page):
    log_in(page, demo, ANA, demo.logins[ANA])
    about = page.request.get(f"{demo.url}/api/v1/about").json()
    assert about["tzdata"]
    page.goto(f"{demo.url}/settings/about")

    for label, value in [("Versão", about["version"]), ("Fusos horários (tzdata)", about["tzdata"])]:
        told = page.locator("dl > *", has=page.locator("dt", has_text=label)).locator("dd")
        expect(told.first).to_have_text(value)
    # The doctor's findings quote reasons of AWS in English, so that its words are not judged here.
    settle(page)
    found = [one for one in faults(page) if not one.startswith("in another language")]
    assert found == [], found
