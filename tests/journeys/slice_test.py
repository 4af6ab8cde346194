"""The slice on the simulated AWS: accounts by role, what there is, switching it, what the panel refuses
and why, what it does not know, and the record of it all."""

import re
import sqlite3
from collections import Counter

import pytest

from estates import DADOS, LOJA, SLICE, VERDE
from panel import outcomes, target_of
from processes import wait_until

REGIONS = ("sa-east-1", "us-east-1", "us-east-2", "eu-west-1")
ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(SLICE, speed=20)


@pytest.fixture(scope="module")
def panel(aws, start_panel):
    """Two connected accounts, swept once."""
    panel = start_panel(aws)
    for aws_account, name in ((LOJA, "Loja"), (DADOS, "Dados")):
        panel.connect_by_role(aws, aws_account, name)
    panel.run("sweep", "--wait")
    return panel


# Accounts.


def test_an_account_is_connected_by_a_role_that_refuses_callers_without_its_external_id(aws, panel):
    account = next(a for a in panel.run("account", "list")["accounts"] if a["name"] == "Loja")

    assert account["state"] == "connected"
    assert account["aws_account_id"] == LOJA
    assert account["connection"] == "role"
    assert len(account["external_id"]) >= 16
    assert {r["region"] for r in account["regions"] if r["state"] == "enabled"} >= set(REGIONS)
    tried = aws.calls(action="AssumeRole")
    assert any(c.get("code") == "AccessDenied" and "ExternalId" not in c["parameters"] for c in tried)


def test_a_role_that_needs_no_external_id_is_refused_unless_somebody_says_why(aws, panel):
    panel.run("account", "add", "Aberta")
    arn = aws.add_role(VERDE, "", name="aberta")

    refused = panel.refused("refused", "account", "connect", "Aberta", "--role-arn", arn)
    reason = "legado, corrigido em dezembro"
    connected = panel.run(
        *("account", "connect", "Aberta", "--role-arn", arn),
        *("--allow-without-external-id", reason),
    )

    assert "external id" in refused.err
    assert connected["without_external_id"] == reason
    panel.run("account", "remove", "Aberta")
    assert "Aberta" not in [a["name"] for a in panel.run("account", "list")["accounts"]]


def test_a_check_tells_action_by_action_what_the_role_may_do_and_changes_nothing(aws, panel):
    before = aws.control("GET", "state")

    checked = panel.run("account", "check", "Loja")

    report = checked.get("check") or checked.get("report") or checked
    results = {p["action"]: p["result"] for p in report["permissions"]}
    assert results["ec2:DescribeInstances"] == "allowed"
    assert results["ec2:StopInstances"] == "allowed"
    assert results["ec2:StartInstances"] == "allowed"
    assert aws.control("GET", "state")["changes"] == before["changes"]


def test_accounts_that_are_not_there_and_arns_that_are_none_are_told_by_name(panel):
    missing = panel.refused("not_found", "account", "check", "Ninguem")
    panel.run("account", "add", "Torta")
    malformed = panel.refused("invalid", "account", "connect", "Torta", "--role-arn", "arn:aws:iam::1:x")
    taken = panel.refused("conflict", "account", "add", "Torta")
    panel.run("account", "remove", "Torta")

    assert "Ninguem" in missing.err
    assert "role_arn" in malformed.err or "ARN" in malformed.err
    assert "Torta" in taken.err


def test_wrong_keys_are_refused_with_aws_s_own_reason_and_leave_nothing_behind(aws, panel):
    names = [a["name"] for a in panel.run("account", "list")["accounts"]]
    key = aws.account(DADOS)["admin"]["access_key_id"]

    refused = panel.refused(
        *("unauthorized", "account", "add", "Chaves", "--keys", "--access-key-id", key),
        stdin="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
    )

    assert "aaaaaaaaaaaa" not in refused.err + refused.out
    assert [a["name"] for a in panel.run("account", "list")["accounts"]] == names


def test_an_account_by_keys_is_sealed_listed_and_swept(aws, panel):
    keys = aws.account(VERDE)["admin"]

    added = panel.run(
        *("account", "add", "Verde por chaves", "--keys", "--access-key-id", keys["access_key_id"]),
        stdin=keys["secret_access_key"] + "\n",
    )
    panel.run("sweep", "--account", "Verde por chaves", "--region", "sa-east-1", "--wait")

    assert keys["secret_access_key"] not in str(added)
    assert keys["secret_access_key"].encode() not in (panel.data / "mirante.db").read_bytes()
    found = panel.servers("--account", "Verde por chaves", "--name", "erp-*")
    assert sorted(server["name"] for server in found) == ["erp-1", "erp-2"]
    panel.run("account", "remove", "Verde por chaves")


# What there is.


def test_a_list_shows_every_server_with_its_state_and_when_it_was_seen(aws, panel):
    answer = panel.run("servers", "list")

    shown = {(s["aws_account"], s["name"]): s for s in answer["servers"]}
    for account in (LOJA, DADOS):
        for region in REGIONS:
            for name in aws.states(account, region):
                assert (account, name) in shown
    web = shown[(LOJA, "web-1")]
    assert web.keys() >= {"id", "account", "region", "name", "state", "type", "tags", "observed_at"}
    assert web["type"] == "t3.medium"
    assert web["tags"]["Ambiente"] == "produção"
    assert web["public_ip"] is None
    assert ISO.match(web["observed_at"])
    assert answer["unknown"] == []
    assert {r["region"] for r in answer["read"]} >= set(REGIONS)


def test_lists_are_filtered_by_account_region_state_type_name_and_tag(panel):
    def names(*words: str) -> list[str]:
        return sorted(server["name"] for server in panel.servers(*words))

    assert names("--account", "Dados", "--region", "us-east-1") == ["airflow-1", "airflow-2"]
    assert names("--region", "us-east-2", "--state", "stopped") == ["dr-1", "dr-2"]
    assert names("--type", "d2.xlarge") == ["efemero"]
    assert names("--name", "cd?-*") == ["cdn-1", "cdn-2"]
    assert names("--tag", "Papel:web") == ["web-1", "web-2", "web-3", "web-4"]
    assert names("--tag", "Papel:nenhum") == []


def test_a_list_goes_on_where_a_limited_one_ended(panel):
    first = panel.run("servers", "list", "--limit", "5")
    rest = panel.run("servers", "list", "--after", first["next"])

    everything = [s["id"] for s in panel.servers()]
    assert [s["id"] for s in first["servers"] + rest["servers"]] == everything
    assert "next" not in rest


def test_one_server_is_shown_with_its_document_and_its_history(panel):
    server = panel.run("servers", "show", panel.server_id("cdn-1"))

    assert server["document"]["InstanceType"] == "t3.medium"
    assert server["versions"] is not None
    assert server["operations"] == []


def test_tables_on_a_terminal_name_the_server_and_its_state(panel):
    text = panel.text("servers", "list", "--name", "cdn-1")

    assert re.search(r"cdn-1 .*running .*t3\.medium .*us-east-1", text)


def test_an_unknown_server_and_an_unknown_region_are_told(panel):
    unknown = panel.refused("not_found", "servers", "show", "i-0123456789abcdef0")
    panel.refused("invalid", "servers", "show", "server-one")
    region = panel.refused("invalid", "sweep", "--region", "sa-north-9")

    assert "i-0123456789abcdef0" in unknown.err
    assert "sa-north-9" in region.err


# Switching.


def test_a_stop_succeeds_when_the_server_was_seen_stopped_and_a_start_when_it_was_seen_running(
    aws, panel
):
    ids = panel.ids(["web-1", "web-2"])

    stopped = panel.run("servers", "stop", *ids, "--wait")
    states_between = aws.states(LOJA)
    started = panel.run("servers", "start", *ids, "--wait")

    assert (stopped["kind"], stopped["state"]) == ("servers.stop", "succeeded")
    for target in stopped["targets"]:
        assert target["outcome"] == "succeeded"
        assert target["observed_state"] == "stopped"
        assert ISO.match(target["observed_at"])
        assert target["request_ids"]
    assert states_between["web-1"] == states_between["web-2"] == "stopped"
    assert started["state"] == "succeeded"
    assert {t["observed_state"] for t in started["targets"]} == {"running"}
    assert aws.states(LOJA)["web-1"] == "running"
    assert panel.servers("--name", "web-1")[0]["state"] == "running"


def test_several_servers_of_an_account_are_switched_by_one_call(aws, panel):
    before = aws.control("GET", "state")["calls"]

    panel.run("servers", "start", *panel.ids(["noite-1", "noite-2", "noite-3"]), "--wait")

    calls = aws.calls(after=before, action="StartInstances")
    assert len([c for c in calls if "code" not in c]) == 1
    assert re.search(r"mirante/[^ ]+ op/op_", calls[0]["user_agent"])


def test_a_reboot_is_accepted_by_aws_once(aws, panel):
    server = panel.server_id("web-4")
    before = aws.control("GET", "state")["calls"]

    operation = panel.run("servers", "reboot", server, "--wait")

    assert outcomes(operation) == {server: "succeeded"}
    assert len(aws.calls(after=before, action="RebootInstances")) == 1


def test_without_wait_the_operation_is_told_at_once_and_found_later(panel):
    server = panel.server_id("web-3")

    asked = panel.run("servers", "stop", server)
    ended = panel.run("operations", "show", asked["id"], "--wait")
    listed = panel.run("operations", "list", "--limit", "5")

    assert asked["state"] == "running"
    assert ended["state"] == "succeeded"
    assert asked["id"] in [operation["id"] for operation in listed["operations"]]
    panel.run("servers", "start", server, "--wait")


def test_the_journal_tells_intention_answer_and_what_was_seen(panel):
    operation = panel.run("servers", "start", panel.server_id("noite-4"), "--wait")

    shown = panel.run("operations", "show", operation["id"], "--journal")

    told = [entry["what"] for entry in shown["journal"]]
    assert told.index("planned") < told.index("intended") < told.index("answered")
    assert told[-1] == "ended"


def test_the_same_idempotency_key_gives_the_same_operation_and_one_call(aws, panel):
    server = panel.server_id("cdn-1")
    command = ("servers", "stop", server, "--idempotency-key", "noite-de-terca", "--wait")
    before = aws.control("GET", "state")["calls"]

    first, second = panel.run(*command), panel.run(*command)
    other = panel.refused(
        "conflict", *("servers", "start", server, "--idempotency-key", "noite-de-terca")
    )

    assert first["id"] == second["id"]
    assert len(aws.calls(after=before, action="StopInstances")) == 1
    assert "noite-de-terca" in other.err or "key" in other.err


def test_an_operation_that_waits_for_aws_is_cancelled_before_it_has_an_effect(aws, panel):
    server = panel.server_id("cdn-2")
    rule = aws.fault("throttle", action="StopInstances", account=LOJA)
    asked = panel.run("servers", "stop", server)

    panel.run("operations", "cancel", asked["id"])
    ended = panel.try_run("operations", "show", asked["id"], "--wait")
    aws.control("DELETE", f"faults/{rule}")

    assert ended.code == 12, str(ended)
    assert ended.json["state"] == "cancelled"
    assert aws.states(LOJA, "us-east-1")["cdn-2"] == "running"
    panel.refused("conflict", "operations", "cancel", asked["id"])


def test_what_is_running_already_needs_no_call(aws, panel):
    server = panel.server_id("eu-1")
    before = aws.control("GET", "state")["calls"]

    operation = panel.run("servers", "start", server, "--wait")

    assert outcomes(operation) == {server: "succeeded"}
    assert aws.calls(after=before, action="StartInstances") == []


# Refusals: each names its reason, and AWS hears nothing.


@pytest.mark.parametrize(
    ("name", "verb", "words"),
    [
        ("banco", "stop", "protect"),
        ("fila", "stop", "fila"),
        ("lote", "stop", "[Ss]pot"),
        ("efemero", "stop", "instance store"),
        ("metabase", "stop", "terminat"),
        ("coletor", "stop", "eks.amazonaws.com"),
    ],
)
def test_what_must_not_be_switched_is_refused_with_its_reason(aws, panel, name, verb, words):
    server = panel.server_id(name)
    before = aws.control("GET", "state")["calls"]

    ran = panel.try_run("servers", verb, server, "--wait", "--accept-losses")

    assert ran.code == 7, str(ran)
    target = target_of(ran.json, server)
    assert ran.json["state"] == "refused"
    assert target["outcome"] == "refused"
    assert re.search(words, target["reason"]), target["reason"]
    real = [c for c in aws.calls(after=before, action="*Instances") if "Describe" not in c["action"]]
    assert [c for c in real if c["parameters"].get("DryRun") != "true"] == []
    assert aws.states(LOJA)[name] == "running"


def test_a_public_address_is_lost_only_by_who_accepts_it(aws, panel):
    server = panel.server_id("publico")
    losses = panel.run("servers", "show", server)["first_stop_losses"]

    refused = panel.try_run("servers", "stop", server, "--wait")
    accepted = panel.try_run("servers", "stop", server, "--wait", "--accept-losses")

    assert "public_address" in [loss["code"] for loss in losses]
    assert refused.code == 7, str(refused)
    assert "address" in target_of(refused.json, server)["reason"]
    assert accepted.code == 0, str(accepted)
    assert aws.states(LOJA)["publico"] == "stopped"


def test_a_server_that_is_never_switched_off_is_refused_until_the_mark_is_lifted(aws, panel):
    server = panel.server_id("guardado")
    panel.run("servers", "never-switch-off", server, "--reason", "caixa da loja")

    stop = panel.try_run("servers", "stop", server, "--wait")
    reboot = panel.try_run("servers", "reboot", server, "--wait")
    shown = panel.servers("--name", "guardado")[0]
    panel.run("servers", "never-switch-off", server, "--clear")
    allowed = panel.try_run("servers", "stop", server, "--wait")

    assert (stop.code, reboot.code) == (7, 7)
    assert "caixa da loja" in target_of(stop.json, server)["reason"]
    assert shown["never_switch_off"]["reason"] == "caixa da loja"
    assert allowed.code == 0, str(allowed)


def test_a_pause_refuses_until_it_is_lifted_or_somebody_says_why_despite(aws, panel):
    server = panel.ids(["spark-1"])[0]
    panel.run("pause", "--account", "Dados", "--reason", "fechamento do mês")

    paused = panel.try_run("servers", "stop", server, "--wait")
    listed = panel.run("pauses")
    despite = panel.try_run(
        *("servers", "stop", server, "--wait", "--despite-pause", "disco cheio")
    )
    panel.run("resume", "--account", "Dados")
    resumed = panel.try_run("servers", "start", server, "--wait")

    assert paused.code == 7, str(paused)
    assert "fechamento do mês" in target_of(paused.json, server)["reason"]
    assert [pause["scope"] for pause in listed["pauses"]] == ["account"]
    assert despite.code == 0, str(despite)
    assert resumed.code == 0, str(resumed)
    assert panel.run("pauses")["pauses"] == []


def test_one_wrong_server_does_not_hold_up_the_others(aws, panel):
    good, gone = panel.server_id("web-2"), "i-0123456789abcdef0"
    told = panel.try_run("servers", "stop", good, gone, "--wait")

    assert told.code in (5, 20), str(told)  # Unknown to the panel, or part of the outcome.
    if told.code == 20:
        assert outcomes(told.json)[good] == "succeeded"
    assert gone in told.err + told.out


# What goes wrong in AWS.


def test_a_start_that_falls_back_says_that_it_failed_and_probably_why(aws, panel):
    server = panel.server_id("cifrado")

    ran = panel.try_run("servers", "start", server, "--wait")

    target = target_of(ran.json, server)
    assert ran.code == 21, str(ran)
    assert (target["outcome"], target["observed_state"]) == ("failed", "stopped")
    assert "Client.InternalError" in target["reason"]
    assert re.search(r"probabl|kms|key", target["reason"]), target["reason"]


def test_a_missing_permission_makes_the_servers_unknown_and_names_the_policy_line(aws, panel):
    blind = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["ec2:DescribeRegions", "sts:*"], "Resource": "*"}
        ],
    }
    panel.connect_by_role(aws, VERDE, "Verde", name="cega", grants=blind)
    panel.try_run("sweep", "--account", "Verde", "--wait")

    answer = panel.run("servers", "list", "--account", "Verde")
    text = panel.text("servers", "list", "--account", "Verde")
    checked = panel.try_run("account", "check", "Verde")

    assert answer["servers"] == []
    cell = next(u for u in answer["unknown"] if u["region"] == "sa-east-1")
    assert cell["cause"] == "permission"
    assert cell["code"] == "UnauthorizedOperation"
    assert "ec2:DescribeInstances" in cell["policy_line"]
    assert ISO.match(cell["since"])
    assert "Unknown, not empty" in text and "ec2:DescribeInstances" in text
    assert checked.code == 23, str(checked)
    panel.run("account", "remove", "Verde")


def test_a_region_without_answer_is_unknown_and_its_servers_stay_with_their_age(aws, panel):
    before = panel.run("servers", "list", "--region", "eu-west-1")["servers"]
    rule = aws.fault("outage", region="eu-west-1")

    ran = panel.try_run("sweep", "--region", "eu-west-1", "--wait", timeout=280)
    during = panel.run("servers", "list", "--region", "eu-west-1")
    aws.control("DELETE", f"faults/{rule}")
    panel.run("sweep", "--region", "eu-west-1", "--wait")
    after = panel.run("servers", "list", "--region", "eu-west-1")

    assert ran.code in (20, 21), str(ran)
    assert [s["id"] for s in during["servers"]] == [s["id"] for s in before] != []
    assert {u["cause"] for u in during["unknown"]} == {"unreachable"}
    assert {u["region"] for u in during["unknown"]} == {"eu-west-1"}
    assert [r["complete"] for r in during["read"]] == [False] * len(during["read"])
    assert after["unknown"] == []


def test_a_change_by_somebody_else_is_seen_by_the_next_sweep(aws, panel):
    server = panel.server_id("eu-2")
    aws.somebody_calls(LOJA, "TerminateInstances", "eu-west-1", InstanceId=[server])
    aws.advance(120)

    panel.run("sweep", "--account", "Loja", "--region", "eu-west-1", "--wait")

    shown = {s["name"]: s["state"] for s in panel.servers("--region", "eu-west-1")}
    assert shown.get("eu-2", "terminated") == "terminated"
    assert shown["eu-1"] == "running"


# The record.


def test_the_audit_holds_what_was_done_and_what_was_refused_and_verifies(panel):
    records = panel.run("audit", "list", "--limit", "200")["records"]
    verified = panel.run("audit", "verify")

    text = str(records)
    for word in ("account.connected", "servers.stop", "refus", "pause"):
        assert word in text, word
    assert verified["records"] >= len(records)
    assert len(verified["head"]) >= 32


def uses(panel) -> Counter:
    """How often the panel says that it has made each call since its start."""
    counted = Counter()
    for one in panel.run("usage")["calls"]:
        counted[one["service"], one["operation"]] += one["attempts"]
    return counted


def test_no_call_to_aws_is_missing_from_the_panel_s_own_use(aws, panel):
    # Something may be under way; whatever was said before is no longer so then.
    def quiet():
        said, heard = uses(panel), len(aws.calls())
        return (said, heard) if uses(panel) == said and len(aws.calls()) == heard else None

    said, heard = wait_until(quiet, "nothing is asked of AWS")
    panel.try_run("sweep", "--wait")

    def is_told():
        made = Counter((call["service"], call["action"]) for call in aws.calls(after=heard))
        return made if uses(panel) - said == made else None

    made = wait_until(is_told, "each call of the sweep is told")
    assert made["ec2", "DescribeInstances"] >= 2


def test_the_doctor_says_what_works(panel):
    ran = panel.try_run("doctor")

    assert ran.code in (0, 23), str(ran)
    assert all(f.keys() >= {"name", "title", "status", "text"} for f in ran.json["findings"])


def test_the_doctor_speaks_the_language_of_who_asks(panel):
    english = panel.try_run("doctor", "--lang", "en", as_json=False)
    portuguese = panel.try_run("doctor", "--lang", "pt-BR", as_json=False)

    assert "database" in english.out and "it answers" in english.out, str(english)
    assert "banco" in portuguese.out and "responde" in portuguese.out, str(portuguese)


def test_standard_output_holds_the_answer_alone_and_errors_go_to_standard_error(panel):
    ran = panel.try_run("servers", "show", "i-0123456789abcdef0")

    assert ran.out == ""
    assert "i-0123456789abcdef0" in ran.err


def test_wrong_words_on_the_command_line_are_invalid(panel):
    assert panel.try_run("servers", "explode").code == 2
    assert panel.try_run("servers", "list", "--limit", "many").code == 2
    assert panel.try_run("operations", "show", "op_nothing").code in (2, 5)


def test_the_api_refuses_what_it_does_not_understand_and_names_the_field(panel):
    def problem(method, path, body=None):
        status, document = panel.api(method, path, body)
        return status, document.get("field", ""), document["code"]

    assert problem("GET", "/api/v1/nothing")[0] == 404
    assert problem("GET", "/api/v1/servers?colour=red")[:2] == (400, "colour")
    assert problem("POST", "/api/v1/servers/stop", {"servers": "all"})[:2] == (400, "servers")
    assert problem("POST", "/api/v1/servers/stop", {"servers": []})[:2] == (400, "servers")
    assert problem("POST", "/api/v1/servers/stop", ["i-1"])[0] == 400
    assert problem("DELETE", "/api/v1/servers")[0] == 405


def test_an_edit_of_the_stored_record_is_found(panel):
    panel.stop()
    with sqlite3.connect(panel.data / "mirante.db") as db:
        changed = db.execute(
            "update audit_records set content = replace(content, 'fechamento do mês', 'nada')"
            " where content like '%fechamento do mês%'"
        ).rowcount
    panel.start()

    broken = panel.refused("corrupt", "audit", "verify")

    assert changed > 0
    assert re.search(r"\d+", broken.err)
