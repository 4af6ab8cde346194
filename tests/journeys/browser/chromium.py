"""The browser of these journeys, and a profile in it as people here have theirs."""

from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from processes import program

# Playwright waits so long for what a step needs before it fails.
STEP_TIMEOUT_MS = 15_000
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=STEP_TIMEOUT_MS)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=program("chromium", "chromium"),
        # The sandbox of Chromium refuses to work for root, which is who runs continuous
        # integration; it visits our own pages alone.
        args=["--no-sandbox"],
    )


def open_context(browser: Browser, language: str, **options) -> BrowserContext:
    """`options` of Playwright; the size of the screen is a laptop's unless they name another."""
    options = {"viewport": {"width": 1440, "height": 900}, **options}
    context = browser.new_context(locale=language, timezone_id="America/Sao_Paulo", **options)
    context.set_default_timeout(STEP_TIMEOUT_MS)
    return context
