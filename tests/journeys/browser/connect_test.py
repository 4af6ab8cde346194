"""The wizard that connects an account, where not all is well: who the panel is in AWS, what it asks for, a role that
anybody may enter, permissions that are missing or that the organisation blocks, a region that cannot be read."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from chromium import PHONE
from company import CINZA, external_id_in
from estates import DADOS, LOJA, VERDE, servers
from judge import faults, settle
from pages import row
from people import set_up

# So that the organisation may forbid what the role allows.
NO_STOPS = {
    "name": "sem-paradas",
    "document": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "ec2:StopInstances", "Resource": "*"}],
    },
}
ESTATE = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [
                {"region": "sa-east-1", "servers": [servers("web", 2)]},
                {"region": "us-east-1", "servers": [servers("cdn", 2)]},
            ],
        },
        {"id": DADOS, "name": "Aurora Dados", "organization": [NO_STOPS],
         "places": [{"region": "sa-east-1", "servers": [servers("spark")]}]},
        {"id": VERDE, "name": "Vale Verde", "places": [{"region": "sa-east-1", "servers": [servers("erp")]}]},
        {"id": CINZA, "name": "Serra Cinza", "places": [{"region": "sa-east-1", "servers": [servers("site")]}]},
    ]
}  # fmt: skip


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, speed=20)


@pytest.fixture(scope="module")
def panel(aws, start_panel):
    return start_panel(aws, "--listen", "127.0.0.1:0")


@pytest.fixture
def ana(panel, kept, open_page) -> Page:
    page = open_page(storage_state=kept.get("ana"))
    if not kept:
        set_up(page, panel)
        kept["ana"] = page.context.storage_state()
    page.goto(f"{panel.url}/settings/accounts/connect")
    return page


def begin(page: Page, name: str) -> None:
    page.get_by_label("Nome").fill(name)
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_text("Custo por mês na AWS")).to_be_visible()


def to_role(page: Page) -> str:
    """Goes on to the step that wants the role; the external id of the command before it."""
    page.get_by_role("button", name="Continuar").click()
    command = page.locator("pre").filter(has_text="sts:ExternalId").first.inner_text()
    page.get_by_role("button", name="Continuar").click()
    return external_id_in(command)


def prove(page: Page, arn: str) -> None:
    page.get_by_label("ARN da role").fill(arn)
    page.get_by_role("button", name="Provar", exact=True).click()


def test_without_an_identity_there_are_explained_ways(start_panel, open_page):
    page = open_page()
    panel = start_panel(None, "--listen", "127.0.0.1:0")
    set_up(page, panel)
    page.goto(f"{panel.url}/settings/accounts/connect")

    expect(page.get_by_text("O painel não tem identidade na AWS")).to_be_visible()
    for way in ("Variáveis de ambiente", "Role da máquina", "Identidade web", "Chaves de cada conta"):
        expect(page.get_by_role("listitem").filter(has_text=way)).to_be_visible()
    assert "make an IAM user" not in page.locator("main").inner_text()
    settle(page)
    assert faults(page) == []


def test_the_root_user_is_refused_and_a_session_that_ends_is_told(aws, start_panel, open_page, complaints):
    root = aws.account(LOJA)["root"]
    keys = {
        "AWS_ACCESS_KEY_ID": root["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": root["secret_access_key"],
    }
    panel = start_panel(aws, "--listen", "127.0.0.1:0", environment=keys)
    page = open_page()
    set_up(page, panel)
    page.goto(f"{panel.url}/settings/accounts/connect")
    expect(page.get_by_text(root["arn"])).to_be_visible()
    expect(page.get_by_text("São as chaves do usuário root, que o painel recusa.")).to_be_visible()

    complaints.allow(r"status of 4\d\d")
    begin(page, "Loja")
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_text("O painel está usando as chaves do usuário root, o que ele recusa.")).to_be_visible()
    assert panel.get("/api/v1/accounts")["accounts"] == []

    page.goto("about:blank")
    panel.stop()
    panel.environment |= aws.environment() | {"AWS_CREDENTIAL_EXPIRATION": "2031-03-02T11:00:00Z"}
    panel.start()
    page.goto(f"{panel.url}/settings/accounts/connect")
    expect(page.get_by_text(re.compile(r"A sessão do painel termina em 02/03/2031 08:00 \(Brasília\)"))).to_be_visible()


def test_policy_and_cost_follow_what_is_chosen_and_a_role_that_anybody_enters_is_refused(aws, ana, complaints):
    expect(ana.get_by_text(re.compile("^arn:aws:iam::"))).to_be_visible()
    expect(ana.get_by_text("das variáveis de ambiente (AWS_ACCESS_KEY_ID)")).to_be_visible()
    begin(ana, "Loja")
    made = ana.get_by_role("button", name=re.compile(r"^Política gerada: \d+ ações permitidas"))
    all_of_it = int(re.search(r"\d+", made.inner_text())[0])
    expect(ana.get_by_text("Ver: US$ 0. A AWS não cobra as chamadas de leitura")).to_be_visible()
    expect(ana.get_by_text("uma chamada ao KMS por disco")).to_be_visible()
    made.click()
    policy = ana.locator("pre").filter(has_text="Statement")
    expect(policy).to_contain_text("ec2:StopInstances")

    ana.get_by_role("checkbox", name="Ligar, desligar e reiniciar").uncheck()
    expect(policy).not_to_contain_text("ec2:StopInstances")
    expect(ana.get_by_text("uma chamada ao KMS por disco")).to_have_count(0)
    assert int(re.search(r"\d+", made.inner_text())[0]) < all_of_it
    # What this version does not use yet may be allowed ahead, and says so.
    expect(policy).not_to_contain_text("ce:GetCostAndUsage")
    expect(ana.get_by_text("Esta versão ainda não usa.")).to_have_count(4)
    for name, cost, action in (
        ("Fazer e restaurar backups", "por GB guardado e mês", "ec2:CreateSnapshots"),
        ("Ler os custos", "US$ 0,01 por consulta ao Cost Explorer", "ce:GetCostAndUsage"),
        ("Mudar grupos de segurança", "Grupos de segurança: US$ 0.", "ec2:AuthorizeSecurityGroupIngress"),
        ("Mudar o DNS", "DNS: US$ 0 pelas chamadas", "route53:ChangeResourceRecordSets"),
    ):
        expect(ana.get_by_text(cost)).to_have_count(0)
        ana.get_by_role("checkbox", name=name).check()
        expect(ana.get_by_text(cost)).to_be_visible()
        expect(policy).to_contain_text(action)
    settle(ana)
    assert faults(ana) == []
    ana.get_by_role("checkbox", name="Ligar, desligar e reiniciar").check()
    expect(policy).to_contain_text("ec2:StopInstances")

    # A role that asks for no external id lets anybody in who knows its name.
    external_id = to_role(ana)
    ana.get_by_role("button", name="Voltar").click()
    ana.get_by_text("Ou pelo CloudFormation").click()
    with ana.expect_download() as saved:
        ana.get_by_role("link", name="Baixar o modelo").click()
    role = json.loads(saved.value.path().read_text(encoding="utf-8"))
    assert role["Parameters"]["ExternalId"]["Default"] == external_id
    assert role["Parameters"]["Backup"]["Default"] == "yes"
    expect(ana.get_by_role("link", name="Abrir o CloudFormation")).to_have_count(0)
    settle(ana)
    assert faults(ana) == []
    ana.get_by_role("button", name="Continuar").click()
    complaints.allow(r"status of 4\d\d")
    prove(ana, aws.add_role(LOJA, "", name="aberta"))
    expect(ana.get_by_label("Por que aceitar uma role que não exige o external ID")).to_be_visible()
    prove(ana, aws.add_role(LOJA, external_id))
    expect(ana.get_by_text(f"O painel entrou na conta {LOJA}, e sem o external ID a role recusa.")).to_be_visible()

    # Later fewer things are wanted: the choice is kept, what AWS has to be told is shown, and the check asks no more for it.
    expect(row(ana, "route53:ListHostedZones")).not_to_contain_text("Não escolhida")
    ana.get_by_role("link", name="Ver a conta").click()
    ana.get_by_role("button", name="Mudar o que pode fazer").click()
    ana.get_by_role("checkbox", name="Mudar o DNS").uncheck()
    settle(ana)
    assert faults(ana) == []
    ana.get_by_role("button", name="Salvar a escolha").click()
    expect(ana.get_by_text("Escolha salva. Falta aplicar a política na AWS.")).to_be_visible()
    command = ana.locator("pre").filter(has_text="put-role-policy")
    expect(command).to_contain_text("ce:GetCostAndUsage")
    expect(command).not_to_contain_text("route53:")
    settle(ana)
    assert faults(ana) == []
    ana.get_by_role("button", name="Fechar", exact=True).last.click()
    ana.get_by_role("button", name="Verificar agora").click()
    ana.get_by_role("button", name="Ver ações: Route 53 · Ler").click()
    expect(row(ana, "route53:ListHostedZones")).to_contain_text("Não escolhida")


@pytest.fixture
def silent_virginia(aws):
    aws.fault("error_503", region="us-east-1", service="ec2")
    yield
    aws.clear_faults()


def test_a_region_that_cannot_be_read_is_never_shown_as_zero_servers(silent_virginia, panel, ana):
    panel.try_run("sweep", "--wait")
    ana.goto(f"{panel.url}/operations?kind=inventory.sweep")
    ana.get_by_role("link", name="Varredura da AWS").first.click()
    done = row(ana, "us-east-1")
    expect(done).not_to_contain_text("Feito")
    expect(row(ana, "sa-east-1").first).to_contain_text("Feito")

    ana.goto(f"{panel.url}/servers")
    expect(ana.get_by_role("link", name="web-1")).to_be_visible()
    expect(ana.get_by_text(re.compile("1 região")).first).to_be_visible()
    ana.goto(panel.url)
    expect(ana.get_by_text(re.compile(r"Sem contar 1 região|última leitura de 1 região|1 região não pôde ser lida")).first).to_be_visible()
    expect(ana.get_by_text("Custo do mês")).to_be_visible()
    expect(ana.get_by_text("ainda não habilitado")).to_be_visible()
    settle(ana)
    assert faults(ana) == []


def test_what_is_missing_is_told_with_the_line_that_mends_it_and_one_may_go_on(aws, panel, ana):
    begin(ana, "Vale Verde")
    prove(ana, aws.add_role(VERDE, to_role(ana), grants="read_only"))

    told = ana.get_by_text("Faltam permissões; você pode seguir assim e completar depois.")
    expect(told).to_be_visible(timeout=60_000)
    expect(row(ana, "ec2:StopInstances", "Negada")).to_be_visible()
    expect(row(ana, "ec2:StopInstances")).to_contain_text("A AWS disse:")
    ana.get_by_role("button", name="Ver ações: EC2 · Ler").click()
    expect(ana.get_by_role("row", name="ec2:DescribeInstances Permitida")).to_be_visible()
    line = ana.locator("pre").filter(has_text="ec2:StopInstances")
    expect(line).to_contain_text('"Effect":"Allow"')
    expect(ana.get_by_role("button", name="Copiar a linha")).to_be_visible()
    settle(ana)
    assert faults(ana) == []
    ana.get_by_role("link", name="Ver servidores").click()
    expect(ana.get_by_role("link", name="erp")).to_be_visible(timeout=60_000)


def test_the_wizard_waits_until_somebody_has_made_the_role(aws, panel, ana, complaints):
    complaints.allow(r"status of 403")  # Until the role is there.
    begin(ana, "Cinza")
    ana.get_by_role("button", name="Continuar").click()
    command = ana.locator("pre").filter(has_text="sts:ExternalId").first.inner_text()
    ana.get_by_label("Número da conta da AWS").fill(CINZA)
    ana.get_by_role("button", name="Copiar o comando").click()

    waits = ana.get_by_text("Esperando a role responder")
    expect(waits).to_be_visible()
    expect(ana.get_by_text("A AWS não deixou o painel assumir esta role")).to_be_visible()
    settle(ana)
    assert faults(ana) == []
    # Whoever leaves and comes back waits on.
    ana.reload()
    expect(waits).to_be_visible()
    expect(ana.get_by_label("ARN da role")).to_have_value(CINZA)
    ana.set_viewport_size(PHONE)
    settle(ana)
    assert faults(ana) == []

    aws.add_role(CINZA, external_id_in(command), name=re.search(r"--role-name (\S+)", command)[1])
    expect(ana.get_by_text(f"O painel entrou na conta {CINZA}, e sem o external ID a role recusa.")).to_be_visible(timeout=30_000)
    told = panel.get("/api/v1/audit?action=account.connect&account=Cinza")["records"]
    assert len(told) == 1


def test_waiting_for_a_role_ends_when_the_person_stops_it(ana, complaints):
    complaints.allow(r"status of 403")
    begin(ana, "Nunca")
    to_role(ana)
    prove(ana, "arn:aws:iam::540987654321:role/nunca")
    expect(ana.get_by_text("Esperando a role responder")).to_be_visible()

    ana.get_by_role("button", name="Parar de esperar").click()

    expect(ana.get_by_text("Esperando a role responder")).to_have_count(0)
    expect(ana.get_by_text("A AWS não deixou o painel assumir esta role").first).to_be_visible()
    ana.reload()
    expect(ana.get_by_text("Comando para o CloudShell")).to_be_visible()
    expect(ana.get_by_text("Esperando a role responder")).to_have_count(0)


def test_what_the_organisation_blocks_is_no_missing_permission(aws, ana):
    begin(ana, "Dados")
    prove(ana, aws.add_role(DADOS, to_role(ana)))

    expect(row(ana, "ec2:StopInstances", "Bloqueada pela organização")).to_be_visible(timeout=60_000)
    expect(ana.locator("pre").filter(has_text="ec2:StopInstances")).to_have_count(0)
