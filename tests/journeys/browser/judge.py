"""What a page must hold whoever looks at it: axe finds nothing against WCAG 2.2 AA, nothing is wider than the
screen, and no words are of the other language."""

from playwright.sync_api import Page

from processes import ROOT

AXE = ROOT / "ui/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN = """(rules) => axe.run(document, {
  runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],
})"""

# What reaches beyond the right edge though nothing around it scrolls or clips.
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const clips = (one) => /(auto|scroll|hidden|clip)/.test(getComputedStyle(one).overflowX);
  return [...document.querySelectorAll('body *')]
    .filter((one) => {
      if (one.getBoundingClientRect().right <= room + 1) return false;
      for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) if (clips(up)) return false;
      return true;
    })
    .slice(0, 5)
    .map((one) => `${one.tagName}.${String(one.className).slice(0, 60)} "${one.textContent.slice(0, 40)}"`);
}"""


# Words that only one of the languages has and that hardly a sentence of it does without. What AWS says stands in elements that
# name its language, and what people have written is Portuguese in the journeys' companies.
FOREIGN = {"pt-BR": "the|is|was|were|with|which|this|that|not|and|of|has|been", "en": "não|está|foi|pelo|pela|uma|às|há|você"}

STRANGE = """([language, words]) => {
  const found = new Set(), word = new RegExp(`(^|[^\\\\p{L}-])(${words})(?![\\\\p{L}-])`, 'iu');
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const around = text.parentElement;
    if (around.closest('[lang]')?.lang !== language || around.closest('script, style, code, pre, .m-mono')) continue;
    // What stands in quotes are somebody's own words.
    if (word.test(text.data.replace(/“[^”]*”?/gu, ''))) found.add(text.data.trim().slice(0, 100));
  }
  return [...found];
}"""


STILL = """() => Promise.all(
  document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
    .map((one) => one.finished.catch(() => 0)),
).then(() => true)"""


def settle(page: Page) -> None:
    """Until everything that the page waits for has arrived and stopped moving."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('.m-wait, .m-unseen')")
    # What has just been drawn begins to move a frame later.
    for _ in range(2):
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.evaluate(STILL)


def violations(page: Page) -> list[str]:
    """What axe says, a line for each rule and place."""
    # From the top: the head, which stays, lies on what is scrolled beneath it.
    page.evaluate("() => window.scrollTo(0, 0)")
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; true")
    found = page.evaluate(RUN, RULES)["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['html'][:160]}: {told(node)}"
        for one in found
        for node in one["nodes"]
    ]


def told(node: dict) -> str:
    return " ".join(node["failureSummary"].split())[:300]


def strange(page: Page) -> list[str]:
    """Texts in which a word of the other language stands."""
    language = page.evaluate("document.documentElement.lang")
    return page.evaluate(STRANGE, [language, FOREIGN[language]])


def faults(page: Page) -> list[str]:
    return (
        violations(page)
        + [f"wider than the screen: {one}" for one in page.evaluate(TOO_WIDE)]
        + [f"in another language: {one}" for one in strange(page)]
    )


def judged(page: Page) -> None:
    settle(page)
    found = faults(page)
    assert found == [], found
