"""A fresh install in a browser: the address that `serve` prints, the one-time code, the first
administrator, and the way back in."""

import re

from playwright.sync_api import expect

from people import log_in, set_up


def test_the_start_says_where_it_is_and_what_the_doctor_found(panel):
    said = panel.logged()

    assert f"Mirante answers at {panel.url}" in said
    assert f"Data folder: {panel.data}" in said
    for line in (
        r"disk: \d+ MiB are free in ",
        r"clock: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ on this machine",
        r"time zones: tzdata version \d{4}[a-z]",
        r"mail: not configured \(optional\); mails are written to .*/mail",
    ):
        assert re.search(line, said), f"no {line} in:\n{said}"


def test_a_fresh_panel_leads_its_first_administrator_home(panel, page):
    page.goto(panel.url)
    expect(page.get_by_role("button", name=re.compile("Idioma"))).to_contain_text("Português")
    expect(page.get_by_role("button", name=re.compile("Fuso horário"))).to_contain_text("Brasília")
    set_up(page, panel)

    expect(page).to_have_url(re.compile(re.escape(panel.url) + r"/(\?.*)?$"))
    page.goto(f"{panel.url}/settings/profile")
    expect(page.get_by_text(re.compile("autenticador")).first).to_be_visible()


def test_the_code_is_of_no_more_use_and_the_password_is(panel, page):
    page.goto(f"{panel.url}/set-up")
    expect(page.get_by_text("Este painel já tem um administrador.")).to_be_visible()

    log_in(page, panel)


def test_a_deep_address_survives_the_login_and_a_reload(panel, page):
    page.goto(f"{panel.url}/settings/about")
    page.get_by_label("E-mail").fill("ana@exemplo.com.br")
    page.get_by_label("Senha").fill("tomates maduros no telhado")
    page.get_by_role("button", name="Entrar").click()

    expect(page).to_have_url(re.compile("/settings/about"))
    page.reload()
    expect(page).to_have_url(re.compile("/settings/about"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
