"""What people do at the panel's door, in Portuguese, which is what `page` speaks."""

from playwright.sync_api import Page, expect

from panel import Panel

EMAIL = "ana@exemplo.com.br"
PASSWORD = "tomates maduros no telhado"


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


def log_in(page: Page, panel: Panel, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.goto(f"{panel.url}/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Senha").fill(password)
    page.get_by_role("button", name="Entrar").click()
    expect_home(page)


def expect_home(page: Page) -> None:
    expect(page.get_by_role("heading", name="Início", level=1)).to_be_visible()
