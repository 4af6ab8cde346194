"""What runs here: versions, of the program and of the rules of time zones."""

from playwright.sync_api import expect

from demo import ANA
from judge import judged
from people import log_in


def test_the_versions_of_the_program_and_of_tzdata_are_told(demo, page):
    log_in(page, demo, ANA, demo.logins[ANA])
    about = page.request.get(f"{demo.url}/api/v1/about").json()
    assert about["tzdata"]
    page.goto(f"{demo.url}/settings/about")

    for label, value in [("Versão", about["version"]), ("Fusos horários (tzdata)", about["tzdata"])]:
        told = page.locator("dl > *", has=page.locator("dt", has_text=label)).locator("dd")
        expect(told.first).to_have_text(value)
    judged(page)
