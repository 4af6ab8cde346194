"""What can be wrong with an install and with what it talks to: each case is told with its mend, and
leaves everything as it was."""

import http.server
import json
import re
import shutil
import sqlite3
import subprocess
import threading

import pytest

from estates import FEW, LOJA
from panel import EXIT
from processes import binary, free_port


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(FEW, speed=20)


@pytest.fixture(scope="module")
def panel(aws, start_panel):
    panel = start_panel(aws)
    panel.connect_by_role(aws, LOJA, "Loja")
    panel.run("sweep", "--wait")
    return panel


@pytest.fixture
def stored(panel, tmp_path):
    """A copy of a data folder whose panel was stopped."""
    panel.stop()
    copy = tmp_path / "d"
    shutil.copytree(panel.data, copy)
    panel.start()
    return copy


def serve_that_ends(data, environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [binary("MIRANTE_BIN", "mirante"), "serve", "--data", str(data), "--listen", "none"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_empty_folder_becomes_an_install_that_only_its_owner_can_read(start_panel, aws):
    panel = start_panel(aws)

    assert panel.data.stat().st_mode & 0o077 == 0
    assert (panel.data / "master.key").stat().st_mode & 0o077 == 0
    assert panel.get("/healthz") is not None
    assert panel.run("servers", "list")["servers"] == []
    assert "Nothing was read yet" in panel.text("servers", "list")


def test_a_second_process_on_the_same_folder_is_refused_and_the_first_goes_on(panel):
    second = serve_that_ends(panel.data, panel.environment)

    assert second.returncode == EXIT["conflict"], second.stderr
    assert str(panel.process.pid) in second.stderr
    assert str(panel.data) in second.stderr
    assert panel.get("/readyz") is not None


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_was(panel, stored):
    with sqlite3.connect(stored / "mirante.db") as db:
        tables = [name for (name,) in db.execute("select name from sqlite_master where type='table'")]
        table = next(name for name in tables if "migration" in name)
        columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
        row = dict(zip(columns, db.execute(f"select * from {table}").fetchone()))
        row[next(c for c in columns if c in ("number", "version", "id"))] = 9999
        marks = ", ".join("?" * len(columns))
        db.execute(f"insert into {table} values ({marks})", [row[c] for c in columns])
    db.close()
    before = (stored / "mirante.db").read_bytes()

    refused = serve_that_ends(stored, panel.environment)

    assert refused.returncode == EXIT["conflict"], refused.stderr
    assert re.search("newer", refused.stderr)
    assert (stored / "mirante.db").read_bytes() == before


def test_a_damaged_store_is_told_with_the_file_s_name_and_left_as_it_was(panel, stored):
    path = stored / "mirante.db"
    content = bytearray(path.read_bytes())
    content[0:100] = b"\x00" * 100
    path.write_bytes(content)

    refused = serve_that_ends(stored, panel.environment)

    assert refused.returncode == EXIT["corrupt"], refused.stderr
    assert "mirante.db" in refused.stderr
    assert path.read_bytes() == bytes(content)


def test_a_lost_master_key_is_told_and_no_other_one_is_made_in_silence(panel, stored):
    (stored / "master.key").unlink()

    refused = serve_that_ends(stored, panel.environment)

    assert refused.returncode != 0
    assert "master.key" in refused.stderr
    assert not (stored / "master.key").exists()


def test_commands_say_that_no_panel_runs_and_how_to_start_one(start_panel, aws):
    panel = start_panel(aws, launch=False)

    ran = panel.refused("unavailable", "servers", "list")

    assert "mirante serve" in ran.err


def test_a_panel_without_credentials_says_the_ways_to_get_some(start_panel):
    panel = start_panel(None)

    ran = panel.try_run("account", "add", "Loja")

    assert ran.code == EXIT["conflict"], str(ran)
    for way in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "EC2 instance", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        assert way in ran.err


def test_a_panel_takes_the_keys_of_a_profile_and_says_so(start_panel, aws, tmp_path):
    keys = aws.credentials["panel"]
    (tmp_path / "credentials").write_text(
        f"[painel]\naws_access_key_id = {keys['access_key_id']}\n"
        f"aws_secret_access_key = {keys['secret_access_key']}\n",
        encoding="utf-8",
    )
    panel = start_panel(
        None,
        environment={
            "AWS_ENDPOINT_URL": aws.endpoint,
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
            "AWS_PROFILE": "painel",
        },
    )

    assert panel.get("/api/v1/identity")["source"] == 'the profile "painel"'


class Agent(http.server.BaseHTTPRequestHandler):
    """What ECS and EKS put beside a container: gives the keys to whoever has the token."""

    keys = b""

    def do_GET(self):
        is_allowed = self.headers.get("Authorization") == "a-token" and self.path == "/keys"
        self.send_response(200 if is_allowed else 403)
        self.end_headers()
        self.wfile.write(self.keys if is_allowed else b"{}")

    def log_message(self, *_):
        pass


def test_a_panel_takes_the_keys_of_its_containers_agent(start_panel, aws, tmp_path):
    keys = aws.credentials["panel"]
    Agent.keys = json.dumps(
        {"AccessKeyId": keys["access_key_id"], "SecretAccessKey": keys["secret_access_key"]}
    ).encode()
    (tmp_path / "token").write_text("a-token\n", encoding="utf-8")
    with http.server.HTTPServer(("127.0.0.1", 0), Agent) as agent:
        threading.Thread(target=agent.serve_forever, daemon=True).start()
        panel = start_panel(
            None,
            environment={
                "AWS_ENDPOINT_URL": aws.endpoint,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{agent.server_port}/keys",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(tmp_path / "token"),
            },
        )

        identity = panel.get("/api/v1/identity")
        agent.shutdown()

    assert identity["source"] == "the container's role"
    assert identity["arn"].startswith("arn:aws:iam::")


def test_root_keys_of_the_panel_are_refused(start_panel, aws):
    root = aws.credentials["panel"]["root"]
    keys = {
        "AWS_ACCESS_KEY_ID": root["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": root["secret_access_key"],
    }
    panel = start_panel(aws, environment=keys)

    ran = panel.refused("refused", "account", "add", "Loja")

    assert "root" in ran.err


class Page(http.server.BaseHTTPRequestHandler):
    """Something that is not AWS: a web server with a friendly page for everything."""

    def do_POST(self):
        body = b"<!doctype html><html><body>Welcome to nginx!</body></html>"
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_):
        pass


def test_an_endpoint_that_is_not_aws_is_told_as_such(start_panel, aws):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    panel = start_panel(aws, environment={"AWS_ENDPOINT_URL": endpoint})

    ran = panel.try_run("account", "add", "Loja")
    server.shutdown()
    server.server_close()

    assert ran.code != 0, str(ran)
    assert "AWS" in ran.err and "AWS_ENDPOINT_URL" in ran.err
    assert panel.run("account", "list")["accounts"] == []


def test_an_aws_that_cannot_be_reached_is_told_and_nothing_is_stored(start_panel, aws):
    endpoint = f"http://127.0.0.1:{free_port()}"
    panel = start_panel(aws, environment={"AWS_ENDPOINT_URL": endpoint})

    panel.refused("unavailable", "account", "add", "Loja")

    assert panel.run("account", "list")["accounts"] == []


def test_an_expired_session_of_a_role_is_replaced_without_a_word(aws, panel):
    aws.control("POST", "sessions/expire", {})

    operation = panel.run("servers", "start", panel.server_id("noite-1"), "--wait")

    assert operation["state"] == "succeeded"


def test_a_role_that_was_deleted_makes_its_servers_unknown_not_gone(aws, panel):
    role = panel.run("account", "list")["accounts"][0]["role_arn"].split("/")[-1]
    iam = aws.admin(LOJA, "iam")
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=role)
    aws.control("POST", "sessions/expire", {})
    known = len(panel.servers())

    ran = panel.try_run("sweep", "--region", "sa-east-1", "--wait")
    answer = panel.run("servers", "list", "--region", "sa-east-1")

    assert ran.code in (20, 21), str(ran)
    assert len(answer["servers"]) == known > 0
    assert {u["cause"] for u in answer["unknown"]} == {"credentials"}
