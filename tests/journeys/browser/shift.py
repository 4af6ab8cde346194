"""How much of a page moved by itself while it came: Chromium's layout shifts, as it counts them for web vitals.
What follows something that the person did within half a second is not among them."""

from playwright.sync_api import BrowserContext, Page

WATCH = """
window.shifts = [];
const named = (node) => {
  const one = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  if (!one) return 'what is gone';
  const classes = String(one.className).split(' ').map((name) => name.replace(/^awsui_([a-z-]+)_.*/, '$1'));
  return `${one.tagName.toLowerCase()}.${classes[0]} "${one.textContent.slice(0, 30)}"`;
};
const told = ({node, previousRect: from, currentRect: to}) =>
  `${named(node)} ${from.x},${from.y} ${from.width}x${from.height} -> ${to.x},${to.y} ${to.width}x${to.height}`;
new PerformanceObserver((list) => {
  for (const one of list.getEntries())
    if (!one.hadRecentInput)
      window.shifts.push({value: one.value, at: Math.round(one.startTime), sources: one.sources.map(told)});
}).observe({type: 'layout-shift', buffered: true});
"""


def watch(context: BrowserContext) -> None:
    """Of all pages that are opened from now on."""
    context.add_init_script(WATCH)


def moved(page: Page) -> tuple[float, list[str]]:
    """The sum of all shifts since the page was opened, and what moved."""
    # What was drawn last is told with the next frame.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    all_ = page.evaluate("window.shifts")
    words = [f"{one['value']:.4f} after {one['at']} ms: {'; '.join(one['sources'])}" for one in all_]
    return sum(one["value"] for one in all_), words
