"""`mirante demo` in a browser: its people log in with what the program prints, Home has servers, and
every page says in the reader's language that AWS is simulated."""

import re

from playwright.sync_api import expect

from judge import judged
from people import log_in

ANA, BRUNO = "ana@altiplano.example", "bruno@altiplano.example"
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
