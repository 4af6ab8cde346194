"""What an operator does through a day: a type for several servers, databases, a fire of which one server was refused and
is tried again, what the audit tells of it, and from the phone a stop and a pause. Each test goes on where the one
before it ended."""

import datetime
import re
import zoneinfo

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from company import Company, add_schedule
from estates import LOJA, servers
from judge import faults, settle
from pages import row, speak
from people import EMAIL, set_up
from processes import wait_until

SAO_PAULO = zoneinfo.ZoneInfo("America/Sao_Paulo")
NIGHT = {"Grupo": "noite"}
ESTATE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {
                    "region": "sa-east-1",
                    "servers": [
                        servers("app", 4),
                        servers("grande", type="t3.large"),
                        servers("lote", tags=NIGHT),
                        servers("banco", protect_stop=True, tags=NIGHT),
                        servers("publico", public_ip=True, tags={"Grupo": "site"}),
                    ],
                    # Without backups of AWS's, in whose minutes a database is not "available".
                    "databases": [
                        {"name": "pedidos", "engine": "postgres", "backup_days": 0},
                        {"name": "sessoes", "engine": "mysql", "backup_days": 0},
                    ],
                }
            ],
        }
    ]
}
FIRE = "Fim do expediente"


@pytest.fixture(scope="module")
def company(start_aws, start_panel):
    aws = start_aws(ESTATE, speed=60)
    company = Company(aws, start_panel(aws, "--listen", "127.0.0.1:0"))
    company.panel.connect_by_role(aws, LOJA, "Loja", customer="Aurora")
    company.panel.try_run("sweep", "--wait")
    return company


@pytest.fixture
def ana(company, kept, open_page) -> Page:
    page = open_page(storage_state=kept.get("ana"))
    if not kept:
        set_up(page, company.panel)
        kept["ana"] = page.context.storage_state()
    return page


def types(company: Company) -> dict[str, str]:
    found = company.aws.admin(LOJA).describe_instances()
    return {
        next(tag["Value"] for tag in one["Tags"] if tag["Key"] == "Name"): one["InstanceType"]
        for reservation in found["Reservations"]
        for one in reservation["Instances"]
    }


def test_before_a_schedule_is_saved_aws_is_asked_what_would_be_in_its_way(company, kept, ana):
    # Due in the next minute that is not too near; what became of it is looked at further below.
    due = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=80)
    kept["fire"] = add_schedule(
        company.panel,
        {
            "name": FIRE,
            "zone": "UTC",
            "mode": "edges",
            "rules": [{"point": {"once": due.strftime("%Y-%m-%dT%H:%M"), "action": "stop"}}],
            "targets": {"filter": {"tags": [{"key": "Grupo", "value": "noite"}]}},
            "settings": {"preflight_hours": 0},
        },
    )
    ana.goto(f"{company.panel.url}/schedules/new?preset=office")
    ana.get_by_label("Nome", exact=True).fill("Site")
    ana.get_by_label("Tag", exact=True).fill("Grupo")

    expect(ana.get_by_text("Permissão para desligar e ligar: permitido (3 servidores)")).to_be_visible()
    expect(ana.get_by_text("Comportamento ao desligar")).to_be_visible()
    expect(ana.get_by_text(re.compile(r"proteção contra parada está ligada.*\(banco\)"))).to_be_visible()
    expect(ana.get_by_text("O endereço público vai mudar")).to_be_visible()
    expect(ana.get_by_text("Chaves dos discos para o próximo início: podem ser usadas")).to_be_visible()
    settle(ana)
    assert faults(ana) == []
    save = ana.get_by_role("button", name="Salvar", exact=True)
    expect(save).to_be_disabled()
    ana.get_by_label("Vi os avisos e quero salvar assim.").check()
    expect(save).to_be_enabled()


def test_several_servers_are_given_a_type_and_told_beforehand_which_change(company, ana):
    ana.goto(f"{company.panel.url}/servers")
    for name in ("app-1", "app-2", "grande"):
        ana.get_by_role("checkbox", name=f"Selecionar {name}", exact=True).check()
    ana.get_by_role("button", name="Ações", exact=True).click()
    ana.get_by_role("menuitem", name="Mudar tipo…").click()
    dialog = ana.get_by_role("dialog")
    expect(dialog.get_by_text("Escolha o tipo para ver o que mudaria.")).to_be_visible()
    dialog.get_by_placeholder("Buscar tipo").fill("t3.large")
    dialog.get_by_role("radio", name="Escolher t3.large", exact=True).check()

    expect(dialog.get_by_text("2 vão mudar")).to_be_visible()
    expect(dialog.get_by_text("1 já está assim")).to_be_visible()
    expect(dialog.get_by_role("row").filter(has_text="grande")).to_contain_text("já é deste tipo")
    settle(ana)
    assert faults(ana) == []
    dialog.get_by_role("button", name="Mudar 2 servidores").click()
    expect(ana.get_by_text("Mudar o tipo de servidores: concluída")).to_be_visible(timeout=60_000)
    assert [types(company)[name] for name in ("app-1", "app-2", "app-3")] == ["t3.large", "t3.large", "t3.medium"]
    assert company.aws.states(LOJA)["app-1"] == "running"


def test_a_command_changes_a_type_as_well(company):
    done = company.panel.try_run("servers", "resize", company.panel.server_id("app-3"), "--type", "t3.small", "--wait")

    assert done.code == 0, str(done)
    assert done.json["targets"][0]["outcome"] == "succeeded"
    assert types(company)["app-3"] == "t3.small"
    assert company.aws.states(LOJA)["app-3"] == "running"


def test_a_change_of_type_is_undone_with_the_type_of_before_chosen_already(company, ana):
    (last, *_) = company.panel.get("/api/v1/operations?kind=servers.resize")["operations"]
    ana.goto(f"{company.panel.url}/operations/{last['id']}")
    ana.get_by_role("link", name="Desfazer: voltar ao tipo anterior").click()
    dialog = ana.get_by_role("dialog")

    expect(dialog.get_by_role("radio", name="Escolher t3.medium", exact=True)).to_be_checked()
    settle(ana)
    assert faults(ana) == []
    dialog.get_by_role("button", name="Mudar para t3.medium").click()

    expect(ana.get_by_text("Mudar o tipo de servidores: concluída")).to_be_visible(timeout=60_000)
    assert types(company)["app-3"] == "t3.medium"


def test_a_database_is_stopped_and_started_and_the_list_is_had_as_a_file(company, ana):
    ana.goto(f"{company.panel.url}/databases")
    ana.get_by_role("checkbox", name="Selecionar pedidos", exact=True).check()
    ana.get_by_role("button", name="Desligar", exact=True).click()
    dialog = ana.get_by_role("dialog")
    expect(dialog.get_by_text("1 vai mudar")).to_be_visible()
    settle(ana)
    assert faults(ana) == []
    dialog.get_by_role("button", name="Desligar 1 banco de dados").click()
    expect(ana.get_by_text(re.compile(r"pedidos: Parado, visto às \d\d:\d\d \(Brasília\)"))).to_be_visible(
        timeout=90_000
    )
    expect(row(ana, "pedidos")).to_contain_text("Parado")
    expect(row(ana, "sessoes")).to_contain_text("Disponível")

    file = ana.get_by_role("link", name="Baixar CSV").get_attribute("href")
    text = ana.request.get(company.panel.url + file).text()
    assert [line for line in text.splitlines() if "pedidos" in line and "stopped" in line], text
    assert [line for line in text.splitlines() if "sessoes" in line and "available" in line], text

    ana.get_by_role("checkbox", name="Selecionar pedidos", exact=True).check()
    ana.get_by_role("button", name="Ligar", exact=True).click()
    ana.get_by_role("button", name="Ligar 1 banco de dados").click()
    expect(row(ana, "pedidos")).to_contain_text("Disponível", timeout=90_000)


def test_what_a_fire_did_not_reach_is_tried_again_with_a_reason(company, kept, ana):
    panel, schedule = company.panel, kept["fire"]["id"]
    path = f"/api/v1/schedules/{schedule}/history"
    has_ended = lambda: [  # noqa: E731
        one for one in panel.get(path)["fires"] if not one["results"].get("pending") and one["operations"]
    ]
    (fire,) = wait_until(has_ended, "the fire is carried out", at_most=150, pause=0.5)
    assert fire["results"] == {"succeeded": 1, "refused": 1}
    ana.goto(f"{panel.url}/schedules/{schedule}")
    ana.get_by_role("button", name="Ver servidores").click()
    dialog = ana.get_by_role("dialog")
    expect(dialog.get_by_role("row").filter(has_text="lote")).to_contain_text("Feito e visto")
    expect(dialog.get_by_role("row").filter(has_text="banco")).to_contain_text("Recusado")
    expect(dialog.get_by_role("row").filter(has_text="banco")).to_contain_text("proteção contra parada")
    settle(ana)
    assert faults(ana) == []

    (banco,) = company.panel.ids(["banco"])
    company.aws.admin(LOJA).modify_instance_attribute(InstanceId=banco, DisableApiStop={"Value": False})
    again = dialog.get_by_role("button", name="Tentar 1 servidor de novo")
    expect(again).to_be_disabled()
    dialog.get_by_label("Motivo").fill("a proteção foi retirada")
    again.click()
    expect(dialog.get_by_text(re.compile(r"banco: Desligado, visto às \d\d:\d\d"))).to_be_visible(timeout=60_000)
    expect(dialog.get_by_role("link", name="A nova tentativa")).to_be_visible()
    # What the fire itself came to stays as it was.
    expect(dialog.get_by_role("row").filter(has_text="banco")).to_contain_text("Recusado")
    assert company.aws.states(LOJA)["banco"] == "stopped"


def test_the_audit_tells_of_the_schedule_the_request_and_that_cloudtrail_is_awaited(company, ana):
    ana.goto(f"{company.panel.url}/audit?action=operation.&last=24h")
    expect(row(ana, EMAIL).first).to_be_visible()
    found = row(ana, "Operação pedida", "Desligar servidores", FIRE).first
    expect(found).to_contain_text("agenda")
    found.get_by_role("button", name=re.compile("^Abrir o registro")).click()

    dialog = ana.get_by_role("dialog")
    stopped = company.aws.calls(action="StopInstances", account=LOJA)
    ids = [one["request_id"] for one in stopped]
    expect(dialog.get_by_text("Pedidos à AWS")).to_be_visible()
    expect(dialog.get_by_text(re.compile("|".join(ids))).first).to_be_visible()
    expect(dialog.get_by_text(re.compile("Aguardando: a AWS leva alguns minutos"))).to_be_visible()
    settle(ana)
    assert faults(ana) == []


def test_from_a_phone_a_server_is_stopped_in_two_touches_and_everything_is_paused(company, kept, open_page):
    phone = open_page(viewport=PHONE, storage_state=kept["ana"])
    speak(phone, company, "pt-BR")
    phone.goto(f"{company.panel.url}/servers?q=app-4")
    # One touch for the server, one for what is to be done with it; then the question whether it is meant.
    phone.get_by_role("link", name="app-4").click()
    phone.get_by_role("button", name="Desligar", exact=True).click()
    phone.get_by_role("button", name="Desligar 1 servidor").click()
    expect(phone.get_by_text(re.compile(r"app-4: Desligado, visto às \d\d:\d\d \(Brasília\)"))).to_be_visible(
        timeout=60_000
    )

    phone.get_by_role("button", name=re.compile("Menu de")).click()
    phone.get_by_role("menuitem", name="Pausar automações…").click()
    phone.get_by_label("Motivo").fill("inventário")
    settle(phone)
    assert faults(phone) == []
    phone.get_by_role("dialog").get_by_role("button", name="Pausar", exact=True).click()
    told = phone.get_by_text("Automações pausadas em toda a empresa")
    for path in ("/", "/servers", "/databases", "/schedules", "/operations", "/audit", "/settings/accounts"):
        phone.goto(company.panel.url + path)
        expect(told).to_be_visible()
        settle(phone)
        assert faults(phone) == [], path

    phone.get_by_role("button", name="Ver e retomar").click()
    phone.get_by_role("button", name="Retomar", exact=True).click()
    dialog = phone.get_by_role("dialog")
    dialog.get_by_label("Motivo").fill("acabou")
    dialog.get_by_role("button", name="Retomar", exact=True).click()
    expect(told).to_have_count(0)
