"""Somebody loses the phone and the recovery codes: an administrator turns the authenticator off, and the last one of
them whoever runs the machine."""

from playwright.sync_api import Page, expect

from people import EMAIL, PASSWORD, code_of, join, log_in, send, set_up

BIA = "bia@exemplo.com.br"


def turn_on_authenticator(page: Page, panel) -> None:
    offer = send(page, panel, "POST", "/api/v1/me/authenticator", {"password": PASSWORD})
    assert offer.ok, offer.text()
    proved = send(page, panel, "PUT", "/api/v1/me/authenticator", {"code": code_of(offer.json()["secret"])})
    assert proved.ok, proved.text()


def try_password(page: Page, panel, email: str) -> None:
    page.goto(f"{panel.url}/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Senha").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()


def test_an_administrator_turns_off_the_authenticator_that_a_member_lost(panel, page, open_page, complaints):
    complaints.allow(r"status of 401")
    set_up(page, panel)
    invited = send(page, panel, "POST", "/api/v1/invitations", {"email": BIA, "role": "viewer"}).json()
    bia = open_page()
    join(bia, panel.url + invited["path"], "Bia Lima")
    turn_on_authenticator(bia, panel)
    bia.goto("about:blank")
    again = open_page()
    try_password(again, panel, BIA)
    expect(again.get_by_label("Código do autenticador")).to_be_visible()

    page.goto(f"{panel.url}/settings/members")
    page.get_by_role("button", name="Ações: Bia Lima").click()
    page.get_by_role("menuitem", name="Desligar o autenticador").click()
    page.get_by_role("dialog").get_by_role("button", name="Desligar o autenticador").click()
    expect(page.get_by_text("Autenticador desligado. As sessões dessa pessoa terminaram.")).to_be_visible()

    log_in(again, panel, BIA, PASSWORD)
    told = [mail.read_text() for mail in (panel.data / "mail").glob("**/*.eml")]
    assert any("Autenticador desligado no Mirante" in mail and BIA in mail for mail in told)


def test_the_last_administrators_is_turned_off_on_the_machine(panel, page, complaints):
    complaints.allow(r"status of 401")
    log_in(page, panel)
    turn_on_authenticator(page, panel)
    panel.text("user", "reset", EMAIL, "--second-factor")

    log_in(page, panel)
