"""All pages of the panel, as a tour takes them: addresses, and what has to be done to see the rest.

    .venv/bin/python3 tests/journeys/browser/tour.py [light|dark] [1440|390] [pt-BR|en] [name …]

starts a simulated AWS and a panel with a company in it, and puts a picture of each page into
build/screens, with what axe and the eye of `judge.py` say of it."""

import pathlib
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1])]

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import company as co
from judge import faults, settle
from panel import Panel
from people import log_in, set_up
from processes import ROOT, program
from simulated_aws import SimulatedAws

SCREENS = ROOT / "build/screens"
HEIGHTS = {1440: 900, 390: 844}


def addresses(company: co.Company, history: dict[str, str]) -> dict[str, str]:
    """Pages that an address alone shows, by a name for the picture."""
    servers = {one["name"]: one for one in company.panel.servers()}

    def server(name: str, tab: str = "") -> str:
        one = servers[name]
        return f"/servers/{one['account']}/{one['region']}/{one['id']}" + (f"?tab={tab}" if tab else "")

    account = servers["loja-web-1"]["account"]
    partly = servers["cinza-site-1"]["account"]
    return {
        "home": "/",
        "servers": "/servers",
        "servers-filtered": f"/servers?state=running&tag=Papel:web&account={account}&region=sa-east-1",
        "servers-none": "/servers?q=nada-assim",
        "server": server("loja-web-1"),
        "server-network": server("loja-publico", "network"),
        "server-disks": server("loja-web-1", "disks"),
        "server-tags": server("loja-web-1", "tags"),
        "server-operations": server("loja-web-6", "operations"),
        "server-versions": server("spark-4", "versions"),
        "server-document": server("loja-web-1", "document"),
        "server-marked": server(co.MARKED),
        "operations": "/operations",
        "operations-filtered": "/operations?state=failed&state=partial&kind=servers.stop&last=24h",
        "operations-none": "/operations?state=cancelled",
        "operation-done": f"/operations/{history['done']}",
        "operation-part": f"/operations/{history['part']}",
        "operation-running": f"/operations/{history['running']}",
        "operation-failed": f"/operations/{history['failed']}",
        "audit": "/audit",
        "audit-filtered": "/audit?action=operation.&q=loja&last=7d",
        "audit-none": "/audit?q=nada-assim",
        "accounts": "/settings/accounts",
        "account": f"/settings/accounts/{account}",
        "account-gaps": f"/settings/accounts/{partly}",
        "connect": "/settings/accounts/connect",
        "customers": "/settings/customers",
        "members": "/settings/members",
        "profile": "/settings/profile",
        "tokens": "/settings/tokens",
        "brakes": "/settings/brakes",
        "about": "/settings/about",
        "not-found": "/nowhere",
    }


DOORS = {"login": "/login", "set-up-done": "/set-up", "join-broken": "/join#nothing"}


def speak(page: Page, language: str) -> None:
    """The language of whoever is logged in."""
    answer = page.request.patch("/api/v1/me", data={"language": language}, headers={"Origin": origin(page)})
    assert answer.ok, answer.text()


def origin(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def context_of(browser: Browser, company: co.Company, *, language: str, theme: str, width: int, **more) -> BrowserContext:
    context = browser.new_context(
        base_url=company.panel.url,
        locale=language,
        timezone_id="America/Sao_Paulo",
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme=theme,
        reduced_motion="reduce",
        **more,
    )
    context.set_default_timeout(15_000)
    return context


def start(folder: str) -> tuple[co.Company, dict[str, str]]:
    aws = SimulatedAws(describe(folder), speed=60)
    panel = Panel(pathlib.Path(folder) / "p", aws.environment(), "--listen", "127.0.0.1:0").start()
    return co.Company(aws, panel), {}


def describe(folder: str) -> str:
    import json

    path = pathlib.Path(folder) / "estate.json"
    path.write_text(json.dumps(co.ESTATE), encoding="utf-8")
    return str(path)


def main(words: list[str]) -> int:
    themes = [one for one in words if one in ("light", "dark")] or ["light", "dark"]
    widths = [int(one) for one in words if one in ("1440", "390")] or [1440, 390]
    languages = [one for one in words if one in ("pt-BR", "en")] or ["pt-BR", "en"]
    names = [one for one in words if one not in ("light", "dark", "1440", "390", "pt-BR", "en")]
    SCREENS.mkdir(parents=True, exist_ok=True)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="mj-") as folder, sync_playwright() as playwright:
        company, _ = start(folder)
        browser = playwright.chromium.launch(executable_path=program("chromium", "chromium"), args=["--no-sandbox"])
        try:
            first = context_of(browser, company, language="pt-BR", theme="light", width=1440)
            page = first.new_page()
            set_up(page, company.panel)
            settle(page)
            page.screenshot(path=SCREENS / "empty-home.png", full_page=True)
            for name in ("servers", "operations", "audit", "settings/customers"):
                page.goto("/" + name)
                settle(page)
                page.screenshot(path=SCREENS / f"empty-{name.replace('/', '-')}.png", full_page=True)
            co.connect_all(company)
            history = co.some_history(company)
            state = first.storage_state()
            for language in languages:
                speak(page, language)
                for theme in themes:
                    for width in widths:
                        context = context_of(browser, company, language=language, theme=theme, width=width, storage_state=state)
                        heard: list[str] = []
                        context.on("console", lambda one, heard=heard: heard.append(f"console {one.type}: {one.text}") if one.type in ("error", "warning") else None)
                        look = context.new_page()
                        for name, path in addresses(company, history).items():
                            if names and name not in names:
                                continue
                            look.goto(path)
                            settle(look)
                            look.screenshot(path=SCREENS / f"{name}.{width}.{theme}.{language}.png", full_page=True)
                            said = faults(look) + heard
                            heard.clear()
                            bad += len(said)
                            for one in said:
                                print(f"{name} {width} {theme} {language}: {one}", flush=True)
                        context.close()
        finally:
            browser.close()
            company.panel.stop()
            company.aws.stop()
    print(f"{bad} faults; pictures in {SCREENS}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
