"""The panel's own data: kept while it runs, put back elsewhere, and moved to another database."""

import concurrent.futures
import gzip
import json
import sqlite3
import urllib.error
import urllib.request

import pytest

from estates import LOJA, SLICE
from panel import outcomes
from processes import wait_until


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(SLICE, speed=20)


@pytest.fixture(scope="module")
def panel(aws, start_panel):
    panel = start_panel(aws)
    panel.connect_by_role(aws, LOJA, "Loja")
    panel.run("sweep", "--wait")
    return panel


@pytest.fixture
def other(start_panel, aws, tmp_path):
    """A panel that was never started, for what is put back."""
    panel = start_panel(aws)
    panel.stop()
    for file in panel.data.iterdir():
        file.unlink()
    return panel


def names(panel) -> list[str]:
    return sorted(server["name"] for server in panel.servers())


def test_a_backup_of_a_running_panel_is_put_back_whole(aws, panel, other, tmp_path):
    file = tmp_path / "panel.state"
    made = panel.run("state", "backup", str(file), "--with-key")
    assert made["has_key"] and made["rows"] > 20
    assert file.stat().st_mode & 0o077 == 0

    restored = other.run("state", "restore", str(file))
    assert restored["rows"] == made["rows"]
    other.start()

    assert names(other) == names(panel) != []
    assert other.run("audit", "verify")["whole"]
    assert any(r["content"]["action"] == "state.restored" for r in other.run("audit", "list")["records"])
    # The key opens what was sealed: AWS can be asked again.
    assert outcomes(other.run("servers", "stop", other.server_id("web-1"), "--wait"))
    assert aws.states(LOJA)["web-1"] == "stopped"


def test_without_the_key_a_backup_says_so_and_is_refused_where_there_is_none(panel, other, tmp_path):
    file = tmp_path / "panel.state"
    shown = panel.text("state", "backup", str(file))
    assert str(panel.data / "master.key") in shown
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        assert "master_key" not in json.loads(next(lines))

    other.refused("conflict", "state", "restore", str(file))
    assert not (other.data / "mirante.db").exists()

    (other.data / "master.key").write_bytes((panel.data / "master.key").read_bytes())
    (other.data / "master.key").chmod(0o600)
    other.run("state", "restore", str(file))
    other.start()
    assert names(other) == names(panel)


def test_with_a_wrong_key_nothing_is_put_back(aws, panel, other, start_panel, tmp_path):
    file = tmp_path / "panel.state"
    panel.run("state", "backup", str(file))
    stranger = start_panel(aws)
    stranger.stop()
    (other.data / "master.key").write_bytes((stranger.data / "master.key").read_bytes())
    (other.data / "master.key").chmod(0o600)

    refused = other.refused("conflict", "state", "restore", str(file))

    assert "key" in refused.err
    assert [p.name for p in other.data.iterdir() if p.name.startswith("mirante.db")] == []


def test_nothing_is_written_over(panel, tmp_path):
    file = tmp_path / "panel.state"
    panel.run("state", "backup", str(file))
    before = file.read_bytes()

    panel.refused("conflict", "state", "backup", str(file))
    assert file.read_bytes() == before
    assert "in use" in panel.refused("conflict", "state", "restore", str(file)).err
    panel.stop()
    try:
        assert "already" in panel.refused("conflict", "state", "restore", str(file)).err
    finally:
        panel.start()
    assert names(panel) != []


def test_what_was_running_at_the_backup_is_not_gone_on_with(aws, panel, other, tmp_path):
    begun = aws.control("GET", "calls?limit=0")["last"]
    asked = panel.run("servers", "stop", panel.server_id("travado"))
    wait_until(lambda: aws.calls(after=begun, action="StopInstances"), "AWS was asked")
    file = tmp_path / "panel.state"
    panel.run("state", "backup", str(file), "--with-key")
    before = aws.control("GET", "calls?limit=0")["last"]

    restored = other.run("state", "restore", str(file))
    other.start()

    assert restored["ended_operations"] == 1
    ended = other.operation(asked["id"])
    assert ended["state"] == "needs_person"
    assert ended["reason_code"] == "operation.restored"
    assert set(outcomes(ended).values()) == {"needs_person"}
    other.run("sweep", "--wait")
    assert [c for c in aws.calls(after=before, action="StopInstances")] == []


def test_moves_to_mariadb_and_back(aws, start_panel, mariadb, tmp_path):
    panel = start_panel(aws)
    panel.connect_by_role(aws, LOJA, "Loja")
    panel.run("sweep", "--wait")
    there = names(panel)
    panel.stop()

    moved = panel.run("state", "move", "--to", mariadb.url)
    assert moved["kept"].endswith("mirante.db.moved")
    file = tmp_path / "panel.state"
    panel.run("state", "backup", str(file), "--database", mariadb.url)
    again = panel.refused("conflict", "state", "restore", str(file), "--database", mariadb.url)
    assert "already" in again.err
    panel.options = (*panel.options, "--database", mariadb.url)
    panel.start()
    assert names(panel) == there != []
    assert panel.run("audit", "verify")["whole"]
    panel.stop()

    panel.run("state", "move", "--database", mariadb.url, "--to", "sqlite")
    panel.options = panel.options[:-2]
    panel.start()
    assert names(panel) == there
    assert sqlite3.connect(panel.data / "mirante.db").execute("select count(*) from tenants")


def test_moves_to_mariadb_while_it_runs(aws, start_panel, mariadb, tmp_path):
    panel = start_panel(aws)
    panel.connect_by_role(aws, LOJA, "Loja")
    panel.run("sweep", "--wait")
    there = names(panel)
    mariadb.sql("create database empty character set utf8mb4 collate utf8mb4_bin")
    url = mariadb.url.replace("/mirante?", "/empty?")
    before = aws.control("GET", "calls?limit=0")["last"]
    asked = panel.run("servers", "stop", panel.server_id("web-2"))
    process = panel.process.pid

    moved = panel.run("state", "move", "--to", url)

    # The same process goes on there, with what it was doing.
    assert moved["kept"].endswith("mirante.db.moved")
    assert not (panel.data / "mirante.db").exists()
    assert panel.process.pid == process and panel.process.poll() is None
    assert "MariaDB" in panel.api("GET", "/api/v1/about")[1]["database"]
    assert names(panel) == there != []
    ended = panel.run("operations", "show", asked["id"], "--wait")
    assert ended["state"] == "succeeded"
    assert len(aws.calls(after=before, action="StopInstances")) == 1
    assert panel.run("audit", "verify")["whole"]
    assert "stop" in panel.refused("conflict", "state", "move", "--to", url).err

    panel.stop()
    panel.launch()
    assert panel.process.wait(timeout=30) == 6
    panel.process = None
    assert "MIRANTE_DATABASE" in panel.logged().splitlines()[-1]
    panel.options = (*panel.options, "--database", url)
    panel.start()
    assert names(panel) == there
    panel.stop()  # Before its MariaDB.


def test_while_the_data_move_whoever_asks_is_told_so(start_panel, mariadb):
    panel = start_panel(None, "--listen", "127.0.0.1:0")
    mariadb.sql("create database slow character set utf8mb4 collate utf8mb4_bin")
    at = panel.url

    def ask(path: str, accept: str) -> tuple[int, str, str]:
        request = urllib.request.Request(at + path, headers={"Accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.headers.get("Retry-After", ""), answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers.get("Retry-After", ""), refused.read().decode()
        except OSError:
            return 0, "", ""  # Between two who listen.

    with concurrent.futures.ThreadPoolExecutor() as pool:
        # No table can be made meanwhile, so that the move takes as long.
        held = pool.submit(mariadb.sql, "flush tables with read lock; select sleep(8)")
        wait_until(lambda: "sleep(8)" in str(mariadb.sql("show full processlist")), "tables are held")
        moving = pool.submit(panel.try_run, "state", "move", "--to", mariadb.url.replace("/mirante?", "/slow?"))
        wait_until(lambda: ask("/", "text/html")[0] == 503, "the data move")
        status, again, page = ask("/servers", "text/html,*/*;q=0.8")
        assert (status, again) == (503, "5")
        assert "mudando de banco de dados" in page and "moving to another database" in page
        status, again, problem = ask("/api/v1/about", "application/json")
        assert (status, again, json.loads(problem)["code"]) == (503, "5", "state.moving")
        held.result()
        assert moving.result().code == 0, str(moving.result())

    assert ask("/healthz", "*/*")[0] == 200
    assert "MariaDB" in panel.api("GET", "/api/v1/about")[1]["database"]
    panel.stop()  # Before its MariaDB.


def test_a_move_that_cannot_be_is_refused_and_the_panel_goes_on(panel, start_panel, mariadb):
    there = names(panel)
    began = panel.api("GET", "/api/v1/about")[1]["began_at"]

    panel.refused("unavailable", "state", "move", "--to", "mysql://x:y@127.0.0.1:1/nothing?tls=off")

    assert panel.api("GET", "/api/v1/about")[1]["began_at"] == began
    assert names(panel) == there
