"""Everybody's ways in, on a phone and before the judge: the first run of a provider, an invitation, a new password, the
second factor and the day on which the phone with it is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from judge import judged
from people import EMAIL, PASSWORD, code_of, expect_home, log_in

BIA = "bia@exemplo.com.br"
PASSWORD_OF_BIA = "sete barcos na enseada"
NEW_PASSWORD = "oito barcos na enseada"


@pytest.fixture
def phone(open_page) -> Page:
    return open_page(viewport=PHONE)


def test_a_provider_tells_who_its_customers_are_at_the_first_run(panel, phone):
    phone.goto(panel.url)
    phone.wait_for_url("**/set-up")
    phone.get_by_text("De clientes que atendemos").click()
    judged(phone)
    phone.get_by_label("Clientes", exact=True).fill("Aurora\nVale Verde\nAurora\n")
    phone.get_by_label("Código de instalação").fill(panel.set_up_code)
    phone.get_by_label("Nome da empresa").fill("Nuvem Serviços")
    phone.get_by_label("Seu nome").fill("Ana Souza")
    phone.get_by_label("E-mail").fill(EMAIL)
    phone.get_by_label("Senha").fill(PASSWORD)
    judged(phone)
    phone.get_by_role("button", name="Criar e entrar").click()
    expect_home(phone)

    assert [one["name"] for one in panel.get("/api/v1/customers")["customers"]] == ["Aurora", "Vale Verde"]


def test_an_invitation_is_taken(panel, phone, complaints):
    complaints.allow("status of 400")  # A password that is refused.
    invitation = panel.run("user", "add", BIA, "--role", "operator")
    phone.goto(panel.url + invitation["path"])
    judged(phone)
    phone.get_by_label("Seu nome").fill("Bia Lima")
    phone.get_by_label("Senha").fill("a" * 12)
    phone.get_by_role("button", name="Participar").click()
    expect(phone.get_by_text("Não pode ser um só caractere repetido")).to_be_visible()
    judged(phone)

    phone.get_by_label("Senha").fill(PASSWORD_OF_BIA)
    phone.get_by_role("button", name="Participar").click()
    expect_home(phone)


def test_a_new_password_is_chosen(panel, phone):
    link = panel.run("user", "reset", BIA)
    phone.goto(panel.url + link["path"])
    expect(phone.get_by_text(f"Para {BIA}.")).to_be_visible()
    judged(phone)
    phone.get_by_label("Nova senha").fill(NEW_PASSWORD)
    phone.get_by_role("button", name="Trocar a senha").click()
    expect(phone.get_by_text("Senha trocada. Entre com a nova.")).to_be_visible()
    judged(phone)

    log_in(phone, panel, BIA, NEW_PASSWORD)


def turn_on(page: Page) -> tuple[str, list[str]]:
    """The authenticator's secret, and the codes for the day on which it is lost."""
    page.get_by_role("button", name="Ligar o autenticador").click()
    page.get_by_label("Confirme com a sua senha").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Continuar", exact=True).click()
    secret = page.get_by_text("Ou digite este segredo:").locator(".m-mono").inner_text().strip()
    judged(page)
    page.get_by_label("Código que o aplicativo mostra").fill("000000")
    page.get_by_role("button", name="Confirmar", exact=True).click()
    expect(page.get_by_text("Não é o que o autenticador mostra agora")).to_be_visible()
    page.get_by_label("Código que o aplicativo mostra").fill(code_of(secret))
    page.get_by_role("button", name="Confirmar", exact=True).click()
    recovery = page.get_by_label("Copiar os códigos").first
    expect(recovery).to_be_visible()
    judged(page)
    codes = page.locator("pre").filter(has_text=re.compile(r"\w{4}")).last.inner_text().split()
    page.get_by_role("button", name="Já guardei").click()
    return secret, codes


def to_code(page: Page, panel) -> None:
    page.goto(f"{panel.url}/login")
    page.get_by_label("E-mail").fill(BIA)
    page.get_by_label("Senha").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_text("Seis dígitos do aplicativo, ou um dos códigos de recuperação.")).to_be_visible()


def enter(page: Page, code: str) -> None:
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name="Entrar").click()


def test_a_second_factor_is_asked_for_and_a_recovery_code_serves_once(panel, phone, open_page, complaints):
    complaints.allow("status of 40[01]")  # Wrong codes, and the step at which the code is asked for.
    log_in(phone, panel, BIA, NEW_PASSWORD)
    phone.goto(f"{panel.url}/settings/profile")
    secret, codes = turn_on(phone)
    assert len(codes) == 10
    expect(phone.get_by_text("Ligado").first).to_be_visible()
    judged(phone)

    other = open_page(viewport=PHONE)
    to_code(other, panel)
    judged(other)
    # The present one was used to turn it on.
    enter(other, code_of(secret, steps_ahead=1))
    expect_home(other)

    lost = open_page(viewport=PHONE)
    to_code(lost, panel)
    enter(lost, codes[0])
    expect_home(lost)
    again = open_page(viewport=PHONE)
    to_code(again, panel)
    enter(again, codes[0])
    expect(again.get_by_text("O código não confere ou já foi usado.")).to_be_visible()
    judged(again)
