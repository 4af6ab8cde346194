"""Pictures of all pages, for people to look at:

    MIRANTE_BIN=… MIRANTE_SIMCLOUD_BIN=… .venv/bin/python3 tests/journeys/browser/tour.py \
        [light|dark] [1440|390] [pt-BR|en] [page …]

starts a simulated AWS and a panel with a company in it, and puts a picture of each page into
build/screens; what judge.py has against a page is printed. With --readme it makes the pictures of
README.md instead, in docs/pictures. `./dev screenshots` calls it."""

import base64
import contextlib
import json
import pathlib
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1])]

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from chromium import launch, open_context
from company import ESTATE, Company, connect_all, some_history
from judge import faults, settle
from pages import addresses, speak
from panel import Panel
from people import set_up
from processes import ROOT
from simulated_aws import SimulatedAws

SCREENS = ROOT / "build/screens"
PICTURES = ROOT / "docs/pictures"
HEIGHTS = {1440: 900, 390: 844}
CHOICES = {"theme": ["light", "dark"], "width": ["1440", "390"], "language": ["pt-BR", "en"]}
EMPTY = ["", "servers", "operations", "settings/accounts", "settings/customers"]

# Of README.md: page, theme, width.
README = [("servers", "light", 1440), ("operation-part", "light", 1440), ("home", "dark", 1440),
          ("server", "dark", 390)]  # fmt: skip

WEBP = """async (png) => {
  const picture = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
  const canvas = Object.assign(document.createElement('canvas'), {width: picture.width, height: picture.height});
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas.toDataURL('image/webp', 0.9).split(',')[1];
}"""


class Tour:
    """A company in a panel, and its administrator's browser."""

    def __init__(self, browser: Browser, company: Company):
        self.browser, self.company = browser, company
        self.first = self.context("pt-BR", "light", 1440)
        self.page = self.first.new_page()
        set_up(self.page, company.panel)
        self.addresses: dict[str, str] = {}

    def context(self, language: str, theme: str, width: int, **more) -> BrowserContext:
        return open_context(
            self.browser,
            language,
            base_url=self.company.panel.url,
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme=theme,
            reduced_motion="reduce",
            **more,
        )

    def look(self, language: str, theme: str, width: int) -> Page:
        """Another browser of the administrator's, whose language becomes this one."""
        speak(self.page, self.company, language)
        kept = self.first.storage_state()
        return self.context(language, theme, width, storage_state=kept).new_page()

    def fill(self) -> None:
        connect_all(self.company)
        self.addresses = addresses(self.company, some_history(self.company))


@contextlib.contextmanager
def tour():
    with tempfile.TemporaryDirectory(prefix="mj-") as folder, sync_playwright() as playwright:
        estate = pathlib.Path(folder) / "estate.json"
        estate.write_text(json.dumps(ESTATE), encoding="utf-8")
        aws = SimulatedAws(str(estate), speed=60)
        panel = Panel(pathlib.Path(folder) / "p", aws.environment(), "--listen", "127.0.0.1:0")
        browser = launch(playwright)
        try:
            yield Tour(browser, Company(aws, panel.start()))
        finally:
            browser.close()
            panel.stop()
            aws.stop()


def shoot(page: Page, name: str) -> None:
    settle(page)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def listen(page: Page) -> list[str]:
    heard: list[str] = []

    def on_console(message) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"console: {message.text}")

    page.on("console", on_console)
    return heard


def walk(look: Page, wished: dict[str, str], suffix: str) -> int:
    """How many faults there were."""
    count, heard = 0, listen(look)
    for name, path in wished.items():
        look.goto(path)
        shoot(look, f"{name}.{suffix}")
        for fault in faults(look) + heard:
            count += 1
            print(f"{name} {suffix}: {fault}", flush=True)
        heard.clear()
    return count


def all_pages(words: list[str]) -> int:
    chosen = {key: [w for w in words if w in all_] or all_ for key, all_ in CHOICES.items()}
    names = [w for w in words if not any(w in all_ for all_ in CHOICES.values())]
    SCREENS.mkdir(parents=True, exist_ok=True)
    bad = 0
    with tour() as around:
        for path in EMPTY:
            around.page.goto(f"/{path}")
            shoot(around.page, f"empty-{path.replace('/', '-') or 'home'}")
        around.fill()
        if unknown := [name for name in names if name not in around.addresses]:
            sys.exit(f"there is no page {', '.join(unknown)}; there are {', '.join(around.addresses)}")
        wished = {n: p for n, p in around.addresses.items() if not names or n in names}
        for language in chosen["language"]:
            for theme in chosen["theme"]:
                for width in chosen["width"]:
                    look = around.look(language, theme, int(width))
                    bad += walk(look, wished, f"{width}.{theme}.{language}")
                    look.context.close()
    print(f"{bad} faults; pictures in {SCREENS.relative_to(ROOT)}")
    return 1 if bad else 0


def readme() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tour() as around:
        around.fill()
        for name, theme, width in README:
            look = around.look("en", theme, width)
            if width == 1440:
                look.set_viewport_size({"width": 1320, "height": 780})
            look.goto(around.addresses[name])
            settle(look)
            png = base64.b64encode(look.screenshot()).decode()
            look.goto("about:blank")
            webp = base64.b64decode(look.evaluate(WEBP, png))
            path = PICTURES / f"{name}-{theme}.webp"
            path.write_bytes(webp)
            print(f"{path.relative_to(ROOT)}: {len(webp):,} bytes")
            look.context.close()
    return 0


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(readme() if words == ["--readme"] else all_pages(words))
