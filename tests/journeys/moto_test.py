"""The same slice through the same commands against moto, an AWS that we did not write: two accounts by
role, three regions. moto switches at once and does not check external ids, so the panel finds that
out and a person has to say why such a role may be used."""

import json
import re

import pytest

from panel import target_of

LOJA, DADOS = "210987654321", "320987654321"
REGIONS = ("sa-east-1", "us-east-1", "eu-west-1")
WHY = "moto não confere o external id"


@pytest.fixture(scope="module")
def launched(moto) -> dict[tuple[str, str], list[str]]:
    """Two servers in each account and region, and three where several are switched at once."""
    return {
        (account, region): moto.launch(account, region, "web", 3 if region == "sa-east-1" else 2)
        for account in (LOJA, DADOS)
        for region in REGIONS
    }


@pytest.fixture(scope="module")
def panel(moto, launched, start_panel):
    panel = start_panel(moto)
    for account, name in ((LOJA, "Loja"), (DADOS, "Dados")):
        connect(panel, moto, account, name)
    words = [word for region in REGIONS for word in ("--region", region)]
    panel.run("sweep", *words, "--wait")
    return panel


def connect(panel, moto, aws_account: str, name: str) -> None:
    added = panel.run("account", "add", name)
    instructions = added["instructions"]
    arn = moto.add_role(
        aws_account,
        json.dumps(instructions["trust_policy"]),
        json.dumps(instructions["policy"]),
        instructions["role_name"],
    )
    refused = panel.refused("refused", "account", "connect", name, "--role-arn", arn)
    assert "external id" in refused.err
    panel.run("account", "connect", name, "--role-arn", arn, "--allow-without-external-id", WHY)


def test_both_accounts_are_connected_by_role_and_say_why_without_external_id(panel):
    accounts = panel.run("account", "list")["accounts"]

    assert {a["aws_account_id"]: a["state"] for a in accounts} == {
        LOJA: "connected",
        DADOS: "connected",
    }
    assert {a["without_external_id"] for a in accounts} == {WHY}
    assert all(
        set(REGIONS) <= {r["region"] for r in a["regions"] if r["state"] == "enabled"}
        for a in accounts
    )


def test_a_check_finds_that_everything_is_allowed(panel):
    checked = panel.run("account", "check", "Loja")

    report = checked.get("check") or checked.get("report") or checked
    assert {p["result"] for p in report["permissions"]} <= {"allowed", "not_tried", "not_wanted"}


def test_every_server_of_both_accounts_and_three_regions_is_listed(panel, launched):
    for (account, region), ids in launched.items():
        answer = panel.run("servers", "list", "--account", account, "--region", region)

        assert sorted(s["id"] for s in answer["servers"]) == sorted(ids)
        assert {s["state"] for s in answer["servers"]} == {"running"}
        assert {s["type"] for s in answer["servers"]} == {"t3.micro"}
        assert {s["tags"]["Papel"] for s in answer["servers"]} == {"web"}
        assert answer["unknown"] == []


def test_one_server_is_shown_with_its_document(panel, launched):
    server = launched[(DADOS, "us-east-1")][0]

    shown = panel.run("servers", "show", server)

    assert shown["name"] == "web-1"
    assert shown["aws_account"] == DADOS
    assert shown["document"]["InstanceType"] == "t3.micro"


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("account", [LOJA, DADOS])
def test_servers_are_stopped_and_started_and_moto_says_the_same(panel, moto, launched, account, region):
    server = launched[(account, region)][0]

    stopped = panel.run("servers", "stop", server, "--wait", "--accept-losses")
    between = moto.state(account, region, server)
    started = panel.run("servers", "start", server, "--wait")

    assert target_of(stopped, server)["observed_state"] == "stopped"
    assert between == "stopped"
    assert target_of(started, server)["observed_state"] == "running"
    assert moto.state(account, region, server) == "running"


def test_servers_of_both_accounts_are_switched_by_one_operation(panel, moto, launched):
    ids = launched[(LOJA, "sa-east-1")][1:] + launched[(DADOS, "sa-east-1")][1:]

    operation = panel.run("servers", "stop", *ids, "--wait", "--accept-losses")

    assert operation["state"] == "succeeded"
    assert len(operation["targets"]) == len(ids)
    assert {moto.state(LOJA, "sa-east-1", i) for i in launched[(LOJA, "sa-east-1")][1:]} == {"stopped"}
    assert {moto.state(DADOS, "sa-east-1", i) for i in launched[(DADOS, "sa-east-1")][1:]} == {
        "stopped"
    }


def test_a_reboot_is_accepted(panel, launched):
    server = launched[(LOJA, "us-east-1")][1]

    operation = panel.run("servers", "reboot", server, "--wait")

    assert target_of(operation, server)["outcome"] == "succeeded"


def test_protection_is_read_from_moto_and_respected(panel, moto, launched):
    server = launched[(LOJA, "eu-west-1")][1]
    ec2 = moto.inside(LOJA, region="eu-west-1")
    ec2.modify_instance_attribute(InstanceId=server, DisableApiStop={"Value": True})

    ran = panel.try_run("servers", "stop", server, "--wait", "--accept-losses")

    assert ran.code == 7, str(ran)
    assert re.search("protect", target_of(ran.json, server)["reason"])
    assert moto.state(LOJA, "eu-west-1", server) == "running"


def test_a_server_that_was_terminated_in_moto_is_gone_after_a_sweep(panel, moto, launched):
    server = launched[(DADOS, "eu-west-1")][1]
    moto.inside(DADOS, region="eu-west-1").terminate_instances(InstanceIds=[server])

    ran = panel.try_run("servers", "start", server, "--wait")
    panel.run("sweep", "--account", "Dados", "--region", "eu-west-1", "--wait")

    shown = {s["id"]: s["state"] for s in panel.servers("--account", "Dados")}
    assert ran.code in (20, 21), str(ran)
    assert shown.get(server, "terminated") == "terminated"


def test_what_moto_lacks_answers_html_and_is_told_as_not_aws(panel, moto):
    # moto has no DescribeVolumeStatus and answers 500 with a page for browsers. Nothing that the
    # panel reads for servers may be unknown because of that.
    answer = panel.run("servers", "list")

    assert [u for u in answer["unknown"] if u["region"] in REGIONS] == []


def test_the_record_of_all_this_is_whole(panel):
    verified = panel.run("audit", "verify")

    assert verified["records"] > 10
