"""Accounts that are connected by access keys in the wizard: of the simulated AWS, and of moto, which we did not write."""

import pytest
from playwright.sync_api import Page, expect

from estates import FEW, LOJA
from judge import judged
from moto_aws import PANEL_ACCOUNT, PANEL_KEYS
from people import set_up


def to_keys(page: Page, panel, name: str) -> None:
    page.goto(f"{panel.url}/settings/accounts/connect")
    page.get_by_label("Nome").fill(name)
    page.get_by_text("Por chaves de acesso").click()
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_text("Custo por mês na AWS")).to_be_visible()
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_label("ID da chave de acesso")).to_be_visible()


def give(page: Page, keys: dict) -> None:
    page.get_by_label("ID da chave de acesso").fill(keys["access_key_id"])
    page.get_by_label("Chave secreta").fill(keys["secret_access_key"])
    page.get_by_role("button", name="Conectar", exact=True).click()


@pytest.mark.parametrize("width", [1440, 390])
def test_keys_connect_an_account_and_wrong_ones_are_told_in_portuguese(start_aws, start_panel, open_page, complaints, width):
    complaints.allow("status of 40[013]")  # Keys that are refused.
    aws = start_aws(FEW, speed=20)
    panel = start_panel(None, "--listen", "127.0.0.1:0", environment={"AWS_ENDPOINT_URL": aws.environment()["AWS_ENDPOINT_URL"]})
    page = open_page(viewport={"width": width, "height": 900})
    set_up(page, panel)
    to_keys(page, panel, "Loja")
    judged(page)
    keys = aws.account(LOJA)["admin"]

    give(page, {**keys, "secret_access_key": "curta"})
    expect(page.get_by_text("Uma chave secreta tem 40 caracteres; esta tem 5")).to_be_visible()
    give(page, {**keys, "access_key_id": "ASIA" + keys["access_key_id"][4:]})
    expect(page.get_by_text("Esta é a chave de uma sessão, que vence sozinha")).to_be_visible()
    judged(page)
    give(page, {**keys, "secret_access_key": "x" * 40})
    expect(page.get_by_text("A AWS não aceita as credenciais.")).to_be_visible()
    assert panel.get("/api/v1/accounts")["accounts"] == []

    give(page, keys)
    expect(page.get_by_text(f"As chaves são da conta {LOJA} e foram cifradas.")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Ver ações: EC2 · Agir")).to_be_visible()
    judged(page)
    page.get_by_role("link", name="Ver servidores").click()
    expect(page.get_by_role("link", name="web-1").first).to_be_visible(timeout=60_000)
    kept = panel.get("/api/v1/accounts")["accounts"][0]
    assert (kept["connection"], kept["aws_account_id"]) == ("keys", LOJA)
    assert keys["secret_access_key"] not in panel.logged()


def test_keys_connect_an_account_of_moto(moto, start_panel, open_page):
    # moto makes the panel's own account of any keys.
    moto.client("ec2", "sa-east-1").run_instances(
        ImageId=moto.client("ec2", "sa-east-1").describe_images(Owners=["amazon"])["Images"][0]["ImageId"],
        MinCount=1,
        MaxCount=1,
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "moto-web"}]}],
    )
    panel = start_panel(None, "--listen", "127.0.0.1:0", environment={"AWS_ENDPOINT_URL": moto.endpoint})
    page = open_page()
    set_up(page, panel)
    to_keys(page, panel, "Moto")

    give(page, PANEL_KEYS)

    expect(page.get_by_text(f"As chaves são da conta {PANEL_ACCOUNT} e foram cifradas.")).to_be_visible(timeout=60_000)
    judged(page)
    page.get_by_role("link", name="Ver servidores").click()
    expect(page.get_by_role("link", name="moto-web")).to_be_visible(timeout=60_000)
