"""`mirante demo` in a browser: its people log in with what the program prints, Home has servers, and
every page says in the reader's language that AWS is simulated."""

import re

from playwright.sync_api import expect

from demo import ANA
from judge import judged
from people import log_in, send

BRUNO = "bruno@altiplano.example"
BANNER = {
    "pt-BR": "Demonstração: a AWS aqui é simulada. Nada é real e nada custa.",
    "en": "Demo: AWS is simulated here. Nothing is real and nothing costs anything.",
}


def test_home_has_servers_and_a_banner_in_portuguese(demo, page):
    page.goto(demo.url)
    expect(page.get_by_text(BANNER["pt-BR"])).to_be_visible()

    log_in(page, demo, ANA, demo.logins[ANA])

    # Of all that the provider's four accounts have.
    expect(page.get_by_role("link", name=re.compile(r"^1\d\d$")).first).to_be_visible()
    for path in ("/servers", "/operations", "/audit", "/settings/accounts", "/settings/about"):
        page.goto(demo.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text(BANNER["pt-BR"])).to_be_visible()


def test_the_banner_leads_to_how_a_real_account_is_connected(demo, page):
    log_in(page, demo, ANA, demo.logins[ANA])

    page.get_by_role("button", name="Conectar uma conta real").click()

    told = page.get_by_role("dialog")
    expect(told).to_contain_text("mirante serve")
    expect(told).to_contain_text("CloudShell")
    told.get_by_role("button", name="Fechar").last.click()
    expect(told).to_be_hidden()


def test_a_server_is_stopped_and_the_page_says_when_it_was_seen_so(demo, page):
    log_in(page, demo, ANA, demo.logins[ANA])
    page.goto(demo.url + "/servers?name=loja-api-5")
    page.get_by_role("checkbox", name="Selecionar loja-api-5").check()
    page.get_by_role("button", name="Desligar", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 será recusado")).to_be_visible()
    dialog.get_by_label("Aceito perder isso").check()
    expect(dialog.get_by_text("1 vai mudar")).to_be_visible()
    judged(page)
    dialog.get_by_role("button", name="Desligar 1 servidor").click()

    told = page.get_by_text(re.compile("^loja-api-5: "))
    expect(told).to_contain_text("desligando…")
    # The simulated AWS takes its time, as the real one does: up to a minute and a half.
    expect(told).to_contain_text(re.compile(r"Desligado, visto às \d\d:\d\d \(Brasília\)"), timeout=180_000)
    judged(page)
    expect(page.get_by_role("row").filter(has_text="loja-api-5")).to_contain_text("Desligado")


def test_the_viewer_reads_it_in_english_and_changes_nothing(demo, open_page):
    page = open_page(locale="en-US")
    page.goto(demo.url)
    expect(page.get_by_text(BANNER["en"])).to_be_visible()

    log_in(page, demo, BRUNO, demo.logins[BRUNO], "en")

    expect(page.get_by_text(BANNER["en"])).to_be_visible()
    page.goto(demo.url + "/servers?name=loja-web-*")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)


# A schedule that stops one server ten minutes from now, by the clock of the demo.
PLAN = """async (server) => {
  const { clock } = await (await fetch('/api/v1/about')).json();
  const at = new Date(new Date(clock.now).getTime() + 10 * 60_000).toISOString().slice(0, 16);
  const made = await fetch('/api/v1/schedules', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name: 'Para hoje',
      zone: 'UTC',
      mode: 'edges',
      rules: [{ point: { once: at, action: 'stop' } }],
      targets: { filter: { tags: [{ key: 'Name', value: server }] } },
    }),
  });
  if (made.status !== 201) throw new Error(await made.text());
  return (await made.json()).id;
}"""


def test_somebody_hurries_the_clock_and_watches_a_fire(demo, page):
    log_in(page, demo, ANA, demo.logins[ANA])
    page.goto(f"{demo.url}/schedules/{page.evaluate(PLAN, 'loja-api-6')}")
    expect(page.get_by_text(re.compile(r"em (9|10) min")).first).to_be_visible()
    judged(page)

    page.get_by_label("Velocidade do relógio").select_option("60×")
    try:
        # Ten minutes of the demo are ten seconds here; the server is seen stopped a while later.
        history = page.get_by_role("table", name="Histórico")
        expect(history.get_by_role("row").filter(has_text="Desligar")).to_contain_text("1 feito", timeout=120_000)
    finally:
        # Other journeys are in the same demo.
        slowed = send(page, demo, "PUT", "/api/v1/demo/clock", {"times": 1})
    assert slowed.ok, slowed.text()
    page.goto(f"{demo.url}/audit")
    expect(page.get_by_text("Velocidade do relógio da demonstração mudada").first).to_be_visible()


def test_who_may_change_nothing_sees_the_clock_alone(demo, open_page):
    page = open_page(locale="en-US")
    log_in(page, demo, BRUNO, demo.logins[BRUNO], "en")

    expect(page.get_by_text("Clock:")).to_be_visible()
    expect(page.get_by_label("Speed of the clock")).to_have_count(0)
