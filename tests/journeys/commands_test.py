"""Commands that change what is in AWS beside starts and stops of servers, as people type them: types, databases, many
accounts at once."""

import pytest

from api_panel import ESTATE
from estates import DADOS, LOJA
from panel import EXIT, target_of


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(ESTATE, speed=200)


@pytest.fixture(scope="module")
def panel(aws, start_panel):
    panel = start_panel(aws)
    panel.connect_by_role(aws, LOJA, "Loja")
    panel.run("sweep", "--wait")
    return panel


def real_server(aws, name: str) -> dict:
    wanted = [{"Name": "tag:Name", "Values": [name]}]
    found = aws.admin(LOJA).describe_instances(Filters=wanted)["Reservations"]
    return found[0]["Instances"][0]


def real_states(aws) -> dict[str, str]:
    rds = aws.admin(LOJA, "rds")
    states = {f"db:{d['DBInstanceIdentifier']}": d["DBInstanceStatus"] for d in rds.describe_db_instances()["DBInstances"]}
    clusters = rds.describe_db_clusters()["DBClusters"]
    return states | {f"cluster:{c['DBClusterIdentifier']}": c["Status"] for c in clusters}


def test_a_server_is_resized_and_runs_again(aws, panel):
    server = panel.server_id("web-1")

    done = panel.run("servers", "resize", server, "--type", "t3.large", "--wait")

    assert target_of(done, server)["outcome"] == "succeeded"
    assert real_server(aws, "web-1")["InstanceType"] == "t3.large"
    assert real_server(aws, "web-1")["State"]["Name"] == "running"
    assert {s["id"]: s["type"] for s in panel.servers()}[server] == "t3.large"


def test_a_type_that_does_not_fit_stops_nothing(aws, panel):
    server = panel.server_id("web-2")

    refused = panel.try_run("servers", "resize", server, "--type", "m6g.large", "--wait")

    assert refused.code == EXIT["refused"], str(refused)
    assert target_of(refused.json, server)["reason_code"] == "type.architecture"
    assert real_server(aws, "web-2")["InstanceType"] == "t3.medium"
    assert not [c for c in aws.changes() if c.get("instance") == server]


def test_databases_are_listed_for_people_and_programs(panel):
    listed = panel.run("databases", "list", "--state", "available")["databases"]

    assert {"db:pedidos", "db:sessoes-1", "db:sessoes-2", "cluster:sessoes"} == {one["id"] for one in listed}
    text = panel.text("databases", "list", "--name", "pedi*")
    assert "db:pedidos" in text and "postgres" in text
    assert "sessoes" not in text
    assert panel.run("databases", "list", "--state", "stopped")["databases"] == []


def test_a_database_and_a_cluster_are_stopped_and_started(aws, panel):
    both = ("db:pedidos", "cluster:sessoes")

    stopped = panel.run("databases", "stop", *both, "--wait")
    states = real_states(aws)
    started = panel.run("databases", "start", *both, "--wait")

    assert {target_of(stopped, one)["observed_state"] for one in both} == {"stopped"}
    assert {states[one] for one in both} == {"stopped"}
    assert {target_of(started, one)["observed_state"] for one in both} == {"available"}
    assert {real_states(aws)[one] for one in both} == {"available"}


def test_a_member_of_a_cluster_is_not_switched_alone(panel):
    refused = panel.try_run("databases", "stop", "db:sessoes-1", "--wait")

    assert refused.code == EXIT["refused"], str(refused)
    assert target_of(refused.json, "db:sessoes-1")["reason_code"] == "database.in_cluster"
    panel.refused("not_found", "databases", "stop", "db:nada")


def test_many_accounts_are_connected_by_a_table(aws, panel, tmp_path):
    shared = panel.run("account", "shared-role")
    aws.add_role(DADOS, shared["external_id"], name=shared["role_name"])
    table = tmp_path / "contas.csv"
    table.write_text(f"conta;nome;cliente\n{DADOS};Dados;Aurora\n999999999999;Nada;Aurora\n", encoding="utf-8")

    planned = panel.try_run("account", "import", str(table), "--plan")
    names = [account["name"] for account in panel.run("account", "list")["accounts"]]
    done = panel.try_run("account", "import", str(table))

    assert planned.code == 0, str(planned)
    assert [row["verdict"] for row in planned.json["rows"]] == ["will", "will"]
    assert names == ["Loja"]
    assert done.code == EXIT["attention"], str(done)
    assert [row["verdict"] for row in done.json["rows"]] == ["connected", "refused"]
    assert done.json["rows"][1]["problem"]["code"] == "account.role_refused"
    accounts = {account["name"]: account for account in panel.run("account", "list")["accounts"]}
    assert set(accounts) == {"Dados", "Loja"}
    assert accounts["Dados"]["customer"]["name"] == "Aurora"
    assert "1. Sign in to the organisation's management account" in panel.text("account", "shared-role")
    said = panel.try_run("account", "import", str(table), as_json=False)
    assert "0 connected, 2 refused." in said.out
