"""Pictures of all pages, for people to look at:

    MIRANTE_BIN=… MIRANTE_SIMCLOUD_BIN=… .venv/bin/python3 tests/journeys/browser/tour.py \
        [light|dark] [1440|390] [pt-BR|en] [page …]

starts a simulated AWS and a panel with a company in it, and puts a picture of each page into
build/screens; what judge.py has against a page is printed. `./dev screenshots` calls it."""

import json
import pathlib
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1])]

from playwright.sync_api import BrowserContext, Page, sync_playwright

from company import ESTATE, Company, connect_all, some_history
from judge import faults, settle
from pages import addresses, context_of, speak
from panel import Panel
from people import set_up
from processes import ROOT, program
from simulated_aws import SimulatedAws

SCREENS = ROOT / "build/screens"
CHOICES = {"theme": ["light", "dark"], "width": ["1440", "390"], "language": ["pt-BR", "en"]}
EMPTY = ["", "servers", "operations", "settings/accounts", "settings/customers"]


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def listen(context: BrowserContext) -> list[str]:
    heard: list[str] = []

    def on_console(message) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"console: {message.text}")

    context.on("console", on_console)
    return heard


def walk(look: Page, wished: dict[str, str], suffix: str, heard: list[str]) -> int:
    """How many faults there were."""
    count = 0
    for name, path in wished.items():
        look.goto(path)
        settle(look)
        shoot(look, f"{name}.{suffix}")
        for fault in faults(look) + heard:
            count += 1
            print(f"{name} {suffix}: {fault}", flush=True)
        heard.clear()
    return count


def main(words: list[str]) -> int:
    chosen = {key: [w for w in words if w in all_] or all_ for key, all_ in CHOICES.items()}
    names = [w for w in words if not any(w in all_ for all_ in CHOICES.values())]
    SCREENS.mkdir(parents=True, exist_ok=True)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="mj-") as folder, sync_playwright() as playwright:
        estate = pathlib.Path(folder) / "estate.json"
        estate.write_text(json.dumps(ESTATE), encoding="utf-8")
        aws = SimulatedAws(str(estate), speed=60)
        panel = Panel(pathlib.Path(folder) / "p", aws.environment(), "--listen", "127.0.0.1:0")
        company = Company(aws, panel.start())
        browser = playwright.chromium.launch(
            executable_path=program("chromium", "chromium"), args=["--no-sandbox"]
        )
        try:
            first = context_of(browser, company, language="pt-BR", theme="light", width=1440)
            page = first.new_page()
            set_up(page, panel)
            for path in EMPTY:
                page.goto(f"/{path}")
                settle(page)
                shoot(page, f"empty-{path.replace('/', '-') or 'home'}")
            connect_all(company)
            history = some_history(company)
            wished = {n: p for n, p in addresses(company, history).items() if not names or n in names}
            for language in chosen["language"]:
                speak(page, company, language)
                for theme in chosen["theme"]:
                    for width in chosen["width"]:
                        context = context_of(
                            browser, company, language=language, theme=theme, width=int(width),
                            storage_state=first.storage_state(),
                        )  # fmt: skip
                        heard = listen(context)
                        bad += walk(context.new_page(), wished, f"{width}.{theme}.{language}", heard)
                        context.close()
        finally:
            browser.close()
            panel.stop()
            aws.stop()
    print(f"{bad} faults; pictures in {SCREENS.relative_to(ROOT)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
