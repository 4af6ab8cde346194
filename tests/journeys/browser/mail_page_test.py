"""The page of mails: where they go, one sent to try it, and what an invitation's became of."""

from playwright.sync_api import expect

from people import EMAIL, set_up


def test_an_administrator_tries_the_mail_and_finds_an_invitation_sent(panel, page):
    set_up(page, panel)
    page.goto(f"{panel.url}/settings/mail")
    expect(page.get_by_role("heading", name="E-mail", level=1)).to_be_visible()
    expect(page.get_by_text(f"{panel.data}/mail")).to_be_visible()
    expect(page.get_by_label("Para")).to_have_value(EMAIL)

    page.get_by_role("button", name="Enviar o teste").click()
    expect(page.get_by_text("O e-mail foi aceito")).to_be_visible()
    expect(page.get_by_label("Conversa com o servidor").first).to_contain_text("written to")

    page.goto(f"{panel.url}/settings/members")
    page.get_by_role("button", name="Convidar").click()
    page.get_by_label("E-mail").fill("bia@exemplo.com.br")
    page.get_by_role("dialog").get_by_role("button", name="Convidar").click()
    expect(page.get_by_text("O link também vai por e-mail para bia@exemplo.com.br.")).to_be_visible()

    page.goto(f"{panel.url}/settings/mail")
    page.get_by_role("button", name="Aceitos").click()
    expect(page.get_by_text("Convite para Aurora Serviços no Mirante")).to_be_visible()
