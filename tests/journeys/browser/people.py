"""What people do at the panel's door, in Portuguese unless told otherwise: that is what `page` speaks."""

import base64
import hashlib
import hmac
import struct
import time

from playwright.sync_api import APIResponse, Page, expect

from demo import Demo
from panel import Panel

EMAIL = "ana@exemplo.com.br"
PASSWORD = "tomates maduros no telhado"

# Labels of the login, its button, and the title of the page behind it.
DOOR = {
    "pt-BR": ("E-mail", "Senha", "Entrar", "Início"),
    "en": ("E-mail", "Password", "Log in", "Home"),
}


def set_up(page: Page, panel: Panel) -> None:
    """The first administrator, by the code that the start printed; ends on Home."""
    page.goto(panel.url)
    page.wait_for_url("**/set-up")
    page.get_by_label("Código de instalação").fill(panel.set_up_code)
    page.get_by_label("Nome da empresa").fill("Aurora Serviços")
    page.get_by_label("Seu nome").fill("Ana Souza")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Senha").fill(PASSWORD)
    page.get_by_role("button", name="Criar e entrar").click()
    expect_home(page)


def join(page: Page, link: str, name: str, password: str = PASSWORD) -> None:
    """Takes an invitation; ends on Home."""
    page.goto(link)
    page.get_by_label("Seu nome").fill(name)
    page.get_by_label("Senha").fill(password)
    page.get_by_role("button", name="Participar").click()
    expect_home(page)


def code_of(secret: str, steps_ahead: int = 0) -> str:
    """What an authenticator shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = int(time.time()) // 30 + steps_ahead
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    number = struct.unpack(">I", mac[mac[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def log_in(
    page: Page, panel: Panel | Demo, email: str = EMAIL, password: str = PASSWORD, language: str = "pt-BR"
) -> None:
    email_label, password_label, button, _ = DOOR[language]
    page.goto(f"{panel.url}/login")
    page.get_by_label(email_label).fill(email)
    page.get_by_label(password_label).fill(password)
    page.get_by_role("button", name=button).click()
    expect_home(page, language)


def expect_home(page: Page, language: str = "pt-BR") -> None:
    expect(page.get_by_role("heading", name=DOOR[language][-1], level=1)).to_be_visible()


def send(page: Page, panel: Panel, method: str, path: str, body: dict) -> APIResponse:
    """What whoever is logged in there may do beside the pages, with their session."""
    return page.request.fetch(panel.url + path, method=method, data=body, headers={"Origin": panel.url})
