"""./dev bench p8: how soon the panel answers, how little it holds while nothing happens, and how light its
first page is.

Goals P8: the first answer at most 100 ms after the program was started; at most 40 MB resident while nothing
happens; the first page at most 350 KB of script and 90 KB of style, in Brotli, and its largest paint at most
1.5 s on a processor that is four times as slow, from this machine.

The panel is started many times, on an empty folder (whose tables it makes) and on one that holds a company; the
clock runs from before the program is executed until /healthz, and until the first page, are answered. Memory is
what /proc says after some quiet seconds. Pages are opened by Debian's Chromium with nothing in its cache,
slowed down by its own means: the login, Home of a company that has no account yet, and Home of the demo's, which
has accounts and two weeks of history.

    bench/p8.py [--rounds N] [--pages N] [--quiet S]

Exit code: 1 if an answer is wrong, else 0 (the last lines say whether the goals were met)."""

import argparse
import contextlib
import http.client
import json
import pathlib
import statistics
import sys
import tempfile
import time

from _people import PASSWORD, first_administrator
from _processes import cpu_seconds, machine, memory_mb
from playwright.sync_api import Browser, sync_playwright

from demo import Demo  # isort: skip
from panel import Panel  # isort: skip
from processes import ROOT, free_port, wait_until  # isort: skip

sys.path.insert(0, str(ROOT / "tests/journeys/browser"))
from chromium import launch, open_context  # isort: skip  # noqa: E402

ANSWER_GOAL_MS, MEMORY_GOAL_MB = 100, 40
SCRIPT_GOAL_KB, STYLE_GOAL_KB, PAINT_GOAL_MS = 350, 90, 1500
SLOW_DOWN = 4
LOOK_EVERY_S = 0.0005
SETTLED_AFTER_MS = 1500

# The newest candidate is the largest paint so far.
WATCH_PAINT = """
window.largestPaint = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.largestPaint = entry.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
"""


def ask(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Start:
    """One start of the program, in milliseconds since before it was executed."""

    def __init__(self, folder: pathlib.Path):
        port = free_port()
        panel = Panel(folder, {}, "--listen", f"127.0.0.1:{port}")
        begun = time.perf_counter()
        panel.launch()
        self.alive = self.page = 0.0
        while not self.alive:
            with contextlib.suppress(ConnectionError):
                status, _ = ask(port, "/healthz")
                assert status == 200, status
                self.alive = (time.perf_counter() - begun) * 1000
            if panel.process.poll() is not None:
                sys.exit(panel.logged())
            time.sleep(LOOK_EVERY_S)
        status, page = ask(port, "/")
        assert status == 200 and b"<script" in page, page[:200]
        self.page = (time.perf_counter() - begun) * 1000
        self.cpu = cpu_seconds(panel.process.pid) * 1000
        panel.stop()


def measure_starts(folder: pathlib.Path, rounds: int) -> float:
    print("\n| start | until /healthz: best, median ms | until the first page: best, median ms | CPU ms: median |")
    print("|---|---|---|---|")
    empty = [Start(folder / f"empty{number}") for number in range(rounds)]
    held = folder / "held"
    panel = Panel(held, {}, "--listen", "127.0.0.1:0").start()
    first_administrator(panel)
    panel.stop()
    kept = [Start(held) for _ in range(rounds)]
    for name, starts in (("an empty folder", empty), ("a folder with a company", kept)):
        alive, page = ([getattr(one, what) for one in starts] for what in ("alive", "page"))
        print(
            f"| {name} | {min(alive):.0f}, {statistics.median(alive):.0f} | {min(page):.0f}, "
            f"{statistics.median(page):.0f} | {statistics.median(one.cpu for one in starts):.0f} |"
        )
    return statistics.median(one.page for one in kept)


class Visit:
    """One page in a profile of its own: bytes by kind as they came over the wire, and its largest paint."""

    def __init__(self, browser: Browser, url: str, cookie: str, title: str):
        context = open_context(browser, "pt-BR")
        if cookie:
            name, value = cookie.split("=", 1)
            context.add_cookies([{"name": name, "value": value, "url": url}])
        page = context.new_page()
        page.add_init_script(WATCH_PAINT)
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_DOWN})
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.codings: dict[str, set[str]] = {}
        wire.on("Network.responseReceived", self.on_response)
        wire.on("Network.loadingFinished", self.on_end)
        page.goto(url, wait_until="load", timeout=120_000)
        page.get_by_role("heading", name=title, level=1, exact=True).first.wait_for(timeout=120_000)
        page.wait_for_timeout(SETTLED_AFTER_MS)
        self.paint = page.evaluate("window.largestPaint")
        context.close()

    def on_response(self, event: dict) -> None:
        self.kinds[event["requestId"]] = event["type"]
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self.codings.setdefault(event["type"], set()).add(headers.get("content-encoding", ""))

    def on_end(self, event: dict) -> None:
        kind = self.kinds.get(event["requestId"], "")
        self.bytes[kind] = self.bytes.get(kind, 0) + event["encodedDataLength"]

    def kb(self, kind: str) -> float:
        return self.bytes.get(kind, 0) / 1000


def cookie_of(url: str, email: str, password: str) -> str:
    place = http.client.HTTPConnection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    place.request("POST", "/api/v1/session", json.dumps({"email": email, "password": password}))
    cookie = place.getresponse().getheader("Set-Cookie").split(";", 1)[0]
    place.close()
    return cookie


def measure_pages(panel: Panel, demo: Demo, count: int) -> tuple[float, float, float]:
    print(f"\n| page, {SLOW_DOWN}× slower | script KB | style KB | largest paint: best, median ms |\n|---|---|---|---|")
    worst = (0.0, 0.0, 0.0)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        mine = cookie_of(panel.url, "ana@exemplo.com.br", PASSWORD)
        theirs = cookie_of(demo.url, *next(iter(demo.logins.items())))
        for name, address, cookie, title in (
            ("login", f"{panel.url}/login", "", "Entrar"),
            ("Home without accounts", panel.url, mine, "Início"),
            ("Home with accounts", demo.url, theirs, "Início"),
        ):
            visits = [Visit(browser, address, cookie, title) for _ in range(count)]
            last = visits[-1]
            if last.codings["Script"] != {"br"}:
                sys.exit(f"scripts came in {last.codings['Script']}")
            paints = [visit.paint for visit in visits]
            found = (last.kb("Script"), last.kb("Stylesheet"), statistics.median(paints))
            print(f"| {name} | {found[0]:.0f} | {found[1]:.0f} | {min(paints):.0f}, {found[2]:.0f} |")
            worst = tuple(max(pair) for pair in zip(worst, found, strict=True))
        browser.close()
    return worst


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--pages", type=int, default=5)
    options.add_argument("--quiet", type=float, default=10, help="seconds before memory is looked at")
    chosen = options.parse_args()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mb-")))
        print(machine())
        first = measure_starts(folder, chosen.rounds)
        panel = Panel(folder / "held", {}, "--listen", "127.0.0.1:0").start()
        stack.callback(panel.stop)
        wait_until(lambda: panel.api("GET", "/readyz")[0] == 200, "the panel is ready")
        time.sleep(chosen.quiet)
        memory = memory_mb(panel.process.pid)
        print(f"\nresident after {chosen.quiet:g} quiet seconds: {memory:.1f} MB")
        demo = Demo()
        stack.callback(demo.stop)
        script, style, paint = measure_pages(panel, demo, chosen.pages)
    for is_met, what in (
        (first <= ANSWER_GOAL_MS, f"first page {first:.0f} ms after the start, median (≤ {ANSWER_GOAL_MS} ms)"),
        (memory <= MEMORY_GOAL_MB, f"{memory:.1f} MB resident (≤ {MEMORY_GOAL_MB} MB)"),
        (script <= SCRIPT_GOAL_KB, f"{script:.0f} KB of script (≤ {SCRIPT_GOAL_KB} KB)"),
        (style <= STYLE_GOAL_KB, f"{style:.0f} KB of style (≤ {STYLE_GOAL_KB} KB)"),
        (paint <= PAINT_GOAL_MS, f"largest paint {paint:.0f} ms, median (≤ {PAINT_GOAL_MS} ms)"),
    ):
        print(f"P8 {'met' if is_met else 'NOT met'}: {what}")


if __name__ == "__main__":
    main()
