"""The slice once with MariaDB as the store, which dies in the middle of it and comes back."""

import threading

import pytest

from estates import FEW, LOJA
from panel import outcomes
from processes import wait_until


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(FEW, speed=10)


@pytest.fixture(scope="module")
def panel(aws, mariadb, start_panel):
    panel = start_panel(aws, "--database", mariadb.url)
    panel.connect_by_role(aws, LOJA, "Loja")
    panel.run("sweep", "--wait")
    return panel


def test_the_slice_runs_on_mariadb(aws, panel, mariadb):
    ids = panel.ids(["web-1", "noite-1"])

    stopped = panel.run("servers", "stop", ids[0], "--wait")
    started = panel.run("servers", "start", ids[1], "--wait")

    assert outcomes(stopped) == {ids[0]: "succeeded"}
    assert outcomes(started) == {ids[1]: "succeeded"}
    states = aws.states(LOJA)
    assert (states["web-1"], states["noite-1"]) == ("stopped", "running")
    assert not (panel.data / "mirante.db").exists()
    assert int(mariadb.sql("select count(*) from mirante.audit_records")) > 3


def test_an_operation_outlives_its_store_being_killed_and_started_again(aws, panel, mariadb):
    ids = panel.ids(["noite-2", "noite-3"])
    before = aws.control("GET", "calls?limit=0")["last"]
    asked = panel.run("servers", "start", *ids)

    mariadb.kill()
    wait_until(lambda: panel.api("GET", "/readyz")[0] != 200, "the panel says that it is not ready")
    mariadb.start()
    wait_until(lambda: panel.api("GET", "/readyz")[0] == 200, "the panel is ready again")
    ended = panel.wait_for(asked["id"])

    assert outcomes(ended) == dict.fromkeys(ids, "succeeded")
    accepted = [c for c in aws.calls(after=before, action="StartInstances") if "code" not in c]
    assert len(accepted) == 1
    assert aws.states(LOJA)["noite-2"] == "running"


def test_requests_while_the_store_is_away_fail_as_unavailable_and_change_nothing(aws, panel, mariadb):
    server = panel.server_id("web-2")
    before = aws.control("GET", "calls?limit=0")["last"]
    mariadb.kill()
    results = []
    asking = threading.Thread(
        target=lambda: results.append(panel.try_run("servers", "stop", server, timeout=100))
    )

    asking.start()
    asking.join(timeout=100)
    mariadb.start()
    wait_until(lambda: panel.api("GET", "/readyz")[0] == 200, "the panel is ready again")

    assert results[0].code == 10, str(results[0])
    assert "database" in results[0].err or "MariaDB" in results[0].err
    assert aws.calls(after=before, action="StopInstances") == []
    assert panel.run("audit", "verify")["records"] > 3
