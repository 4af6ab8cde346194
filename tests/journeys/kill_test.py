"""kill -9 of `mirante serve` at random points of operations and sweeps, again and again: the next
process goes on, the operation ends with what is really so in AWS, and AWS saw nothing twice that
matters. The points come from a seed; MIRANTE_KILL_SEEDS=20 tries more of them than usual."""

import collections
import os
import random
import time

import pytest

from estates import DADOS, LOJA, MANY

SEEDS = range(1, 1 + int(os.environ.get("MIRANTE_KILL_SEEDS", "2")))
PLACES = ((LOJA, "sa-east-1"), (LOJA, "us-east-1"), (DADOS, "sa-east-1"))


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(MANY, speed=10)


@pytest.fixture(scope="module")
def panel(aws, start_panel):
    panel = start_panel(aws)
    for aws_account, name in ((LOJA, "Loja"), (DADOS, "Dados")):
        panel.connect_by_role(aws, aws_account, name)
    panel.run("sweep", "--wait")
    return panel


def real_states(aws) -> dict[str, str]:
    return {name: state for place in PLACES for name, state in aws.states(*place).items()}


def kill_and_restart(panel, rng: random.Random, times: int) -> None:
    """Early points are the likelier ones: most of the calls and writes are made there."""
    for _ in range(times):
        time.sleep(rng.random() ** 2 * 3)  # The point of the kill, not a wait for something.
        panel.kill()
        panel.start()


def ask(panel, verb: str, names: list[str], key: str) -> str:
    """Requests it as a program does whose panel may die: again with the same key until it is told."""
    words = ("servers", verb, *panel.ids(names), "--idempotency-key", key)
    first, second = panel.run(*words), panel.run(*words)
    assert first["id"] == second["id"]
    return first["id"]


def transitions(aws, after: int, to: str) -> collections.Counter:
    """How often each server went into a state because of a call."""
    return collections.Counter(
        change["instance"] for change in aws.changes(after=after) if change["to"] == to and "call" in change
    )


def names_starting(panel, *prefixes: str) -> list[str]:
    return [s["name"] for s in panel.servers() if s["name"].startswith(prefixes)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_start_and_a_stop_of_many_servers_end_with_the_truth_and_switch_each_once(
    aws, panel, seed
):
    rng = random.Random(seed)
    off = names_starting(panel, "noite-", "lote-", "airflow-")

    for verb, passing, wished in (("start", "pending", "running"), ("stop", "stopping", "stopped")):
        before = aws.control("GET", "changes?limit=0")["last"]
        operation = ask(panel, verb, off, f"{verb}-{seed}")
        kill_and_restart(panel, rng, times=3)
        ended = panel.wait_for(operation, at_most=200)

        real = real_states(aws)
        assert ended["state"] == "succeeded", ended["targets"]
        assert {t["outcome"] for t in ended["targets"]} == {"succeeded"}
        assert {t["observed_state"] for t in ended["targets"]} == {wished}
        assert {real[name] for name in off} == {wished}
        switched = transitions(aws, before, passing)
        assert len(switched) == len(off)
        assert set(switched.values()) == {1}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reboot_is_never_sent_twice(aws, panel, seed):
    rng = random.Random(100 + seed)
    running = names_starting(panel, "cdn-", "spark-")
    before = aws.control("GET", "calls?limit=0")["last"]

    operation = ask(panel, "reboot", running, f"reboot-{seed}")
    kill_and_restart(panel, rng, times=2)
    ended = panel.wait_for(operation, at_most=200)

    sent = collections.Counter(
        server
        for call in aws.calls(after=before, action="RebootInstances")
        if "code" not in call
        for server in ids_in(call)
    )
    assert set(sent.values()) <= {1}
    for target in ended["targets"]:
        # Where the answer was lost, only a person can tell; what is called done was really sent.
        assert target["outcome"] in ("succeeded", "needs_person"), target
        assert target["outcome"] != "succeeded" or sent[target["id"]] == 1


def ids_in(call: dict) -> list[str]:
    """The servers of a call, however the ledger shows its parameters."""
    return [word for word in str(call["parameters"]).replace("'", '"').split('"') if word[:2] == "i-"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sweep_that_is_killed_ends_and_shows_what_is_there(aws, panel, seed):
    rng = random.Random(200 + seed)
    asked = panel.run("sweep")

    kill_and_restart(panel, rng, times=3)
    ended = panel.wait_for(asked["id"], at_most=200)

    assert ended["state"] == "succeeded"
    shown = panel.run("servers", "list")
    assert {s["name"]: s["state"] for s in shown["servers"]} == real_states(aws)
    assert shown["unknown"] == []


def test_afterwards_nothing_is_stuck_and_the_record_is_whole(panel):
    assert panel.run("operations", "list", "--state", "running")["operations"] == []
    assert panel.run("audit", "verify")["records"] > 0
