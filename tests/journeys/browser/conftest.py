"""A real browser in front of a real panel: Debian's Chromium, driven by Playwright.

    def test_something(panel, page):
        enter(page, panel)          # people.py: set up by the one-time code, or log in
        page.get_by_role("link", name="Servidores").click()

A page that writes an error to its console, throws, or breaks the Content-Security-Policy fails the
test; `complaints.allow(text)` names what a test provokes on purpose. A screenshot of a test that
failed is in build/browser. Find things by their role and name, as people do."""

import pathlib
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from chromium import launch, open_context
from demo import ANA, Demo
from people import log_in
from processes import ROOT

SCREENSHOTS = ROOT / "build/browser"


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of the process; each test has a profile of its own in it."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def kept():
    """What one test of a file leaves to the next: who is logged in, by name."""
    return {}


@pytest.fixture(scope="session")
def demo():
    """One for all journeys of the process that want it: each has servers and names of its own in it."""
    started = Demo()
    yield started
    started.stop()


@pytest.fixture
def inside(demo, page) -> Page:
    """In the demo, as its administrator."""
    log_in(page, demo, ANA, demo.logins[ANA])
    return page


@pytest.fixture(scope="module")
def panel(start_panel):
    """A panel on an empty folder, at `panel.url`; AWS is nowhere."""
    return start_panel(None, "--listen", "127.0.0.1:0")


class Complaints:
    """What the browser had to say against a page."""

    def __init__(self):
        self.heard: list[str] = []
        self.allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """From now on, and for what was heard already."""
        self.allowed.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.heard.append(f"thrown: {error.error}"))

    def on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports each refused request. That nobody has logged in yet is no error.
        place = message.location.get("url", "")
        if place.endswith("/api/v1/session") and "401" in message.text:
            return
        if message.type in ("error", "warning"):
            self.heard.append(f"{message.type}: {message.text} ({place})")

    def left(self) -> list[str]:
        return [one for one in self.heard if not any(re.search(p, one) for p in self.allowed)]


@pytest.fixture
def complaints():
    return Complaints()


@pytest.fixture
def open_page(request, chromium: Browser, complaints: Complaints):
    """open_page(locale="pt-BR", **options of a Playwright context): a page in a profile of its own."""
    contexts = []

    def open_one(locale: str = "pt-BR", **options) -> Page:
        context = open_context(chromium, locale, **options)
        complaints.watch(context)
        contexts.append(context)
        return context.new_page()

    yield open_one
    if getattr(request.node, "has_failed", True):
        keep_screenshots(request.node.name, contexts)
    for context in contexts:
        context.close()
    assert not complaints.left(), "\n".join(complaints.left())


@pytest.fixture
def page(open_page) -> Page:
    return open_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.has_failed = report.failed
    return report


def keep_screenshots(name: str, contexts: list[BrowserContext]) -> None:
    target = SCREENSHOTS / re.sub(r"\W+", "_", name)
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=pathlib.Path(f"{target}.{number}.png"))
