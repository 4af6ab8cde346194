"""Two panels on one MariaDB behind nginx: one dies in the middle of a start of fifty servers, and nobody
who asks notices; then the work is split between a process that answers and one that carries out."""

import collections
import concurrent.futures
import json
import re

import pytest
import requests

from estates import LOJA, servers
from panel import Panel, outcomes
from processes import wait_until
from proxy import TRUSTED, Proxy

FIFTY = {
    "accounts": [
        {
            "id": LOJA,
            "name": "Aurora Loja",
            "places": [{"region": "sa-east-1", "servers": [servers("noite", 50, state="stopped")]}],
        }
    ]
}
EMAIL, PASSWORD = "ana@exemplo.com.br", "tomates maduros no telhado"
METRICS_TOKEN = "only-for-the-one-who-measures"
METRICS = {"Authorization": f"Bearer {METRICS_TOKEN}"}


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws(FIFTY, speed=10)


@pytest.fixture(scope="module")
def start_on(aws, mariadb, start_panel, tmp_path_factory):
    """start_on(*options): a process of its own on the one store, with the one master key."""
    key = tmp_path_factory.mktemp("key") / "master.key"

    def start(*options) -> Panel:
        return start_panel(
            aws,
            *("--database", mariadb.url, *options),
            environment={"MIRANTE_MASTER_KEY_FILE": str(key), "MIRANTE_METRICS_TOKEN": METRICS_TOKEN},
        )

    return start


@pytest.fixture(scope="module")
def pair(aws, start_on):
    """Both answer the web; nginx is trusted."""
    web = ("--listen", "127.0.0.1:0", *TRUSTED)
    first = start_on(*web)
    first.connect_by_role(aws, LOJA, "Loja")
    first.run("sweep", "--wait")
    return first, start_on(*web)


@pytest.fixture(scope="module")
def proxy(pair, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), pair)
    yield proxy.url
    proxy.stop()


@pytest.fixture(scope="module")
def person(pair, proxy):
    """Set up on the first process, whose code that is; logged in through the proxy."""
    first = pair[0]
    new = {
        "code": first.set_up_code,
        "company": "Aurora",
        "name": "Ana Souza",
        "email": EMAIL,
        "password": PASSWORD,
        "language": "pt-BR",
        "zone": "America/Sao_Paulo",
    }
    assert requests.post(first.url + "/api/v1/set-up", json=new, timeout=30).status_code == 201
    person = requests.Session()
    person.headers["Origin"] = proxy
    entered = {"email": EMAIL, "password": PASSWORD}
    assert person.post(proxy + "/api/v1/session", json=entered, timeout=30).status_code == 201
    return person


def engines_counted(panel: Panel) -> int:
    metrics = requests.get(panel.url + "/metrics", headers=METRICS, timeout=30)
    assert metrics.status_code == 200, metrics.text
    return int(re.search(r"^mirante_engines (\d+)$", metrics.text, re.MULTILINE)[1])


def hear(person, panel: Panel, until, after: str | None = None) -> list[tuple[int, dict]]:
    """What the stream of events of one process tells, with its numbers, up to the event for which `until` holds or
    to the process's death."""
    heard, number = [], None
    headers = {} if after is None else {"Last-Event-ID": after}
    with requests.get(
        panel.url + "/api/v1/events",
        headers=headers,
        cookies=person.cookies.get_dict(),
        stream=True,
        timeout=60,
    ) as stream:
        assert stream.status_code == 200
        try:
            for line in stream.iter_lines(chunk_size=1, decode_unicode=True):
                if line.startswith("id:"):
                    number = int(line[3:])
                elif line.startswith("data:"):
                    heard.append((number, json.loads(line[5:])))
                    if until(heard[-1][1]):
                        return heard
        except requests.exceptions.RequestException:
            pass  # It died.
    return heard


def test_a_session_is_good_in_both_and_both_show_the_same(pair, proxy, person):
    for _ in range(4):
        answer = person.get(proxy + "/api/v1/servers?limit=100", timeout=30)
        assert answer.status_code == 200
        assert len(answer.json()["servers"]) == 50

    # A sweep may end between the two questions.
    wait_until(
        lambda: pair[0].get("/api/v1/servers?limit=100") == pair[1].get("/api/v1/servers?limit=100"),
        "both show the same servers, read at the same times",
    )


def test_both_count_each_other_and_so_divide_what_aws_grants(pair):
    for panel in pair:
        wait_until(lambda: engines_counted(panel) == 2, "each has counted the other")


def test_the_death_of_one_loses_and_doubles_nothing_and_nobody_who_asks_notices(
    aws, pair, proxy, person
):
    dying, living = pair
    listener = concurrent.futures.ThreadPoolExecutor()
    first_stream = listener.submit(hear, person, dying, until=lambda event: False)
    before = aws.control("GET", "changes?limit=0")["last"]
    ids = [server["id"] for server in dying.servers("--limit", "100")]
    asked = requests.post(
        dying.url + "/api/v1/servers/start",
        json={"servers": ids},
        cookies=person.cookies.get_dict(),
        headers={"Origin": dying.url},
        timeout=30,
    )
    assert asked.status_code == 202, asked.text
    operation = asked.json()["id"]
    wait_until(lambda: aws.starts(after=before), "AWS was asked for the first of them")

    dying.kill()
    answers = collections.Counter()

    def has_ended():
        answer = person.get(f"{proxy}/api/v1/operations/{operation}?wait_ms=500", timeout=30)
        answers[answer.status_code] += 1
        return answer.status_code == 200 and answer.json()["state"] != "running" and answer.json()

    ended = wait_until(has_ended, "the other process has carried it out", at_most=200)

    assert set(answers) == {200}
    assert ended["state"] == "succeeded", ended
    assert outcomes(living.operation(operation)) == dict.fromkeys(ids, "succeeded")
    assert aws.starts(after=before) == dict.fromkeys(ids, 1)
    assert set(aws.states(LOJA).values()) == {"running"}
    assert living.run("audit", "verify")["records"] > 3

    # Who listened to the one that died goes on at the other, without a gap and without hearing anything twice.
    begun = first_stream.result(timeout=60)
    assert begun, "nothing was heard before the death"
    rest = hear(
        person,
        living,
        until=lambda event: event.get("event") == "operation.ended",
        after=str(begun[-1][0]),
    )
    numbers = [number for number, _ in begun + rest]
    assert numbers == sorted(set(numbers))
    everything = hear(
        person,
        living,
        until=lambda event: event.get("event") == "operation.ended",
        after=str(begun[0][0]),
    )
    assert begun[1:] + rest == everything
    wait_until(lambda: engines_counted(living) == 1, "the dead one's part is taken over", at_most=90)


def test_a_process_that_only_answers_leaves_the_work_to_one_that_only_carries_out(
    aws, pair, start_on
):
    for panel in pair:
        if panel.process is not None:
            panel.stop()
    nobody = ("--heartbeat-url", "http://127.0.0.1:9/")
    web = start_on("--role", "web", "--listen", "127.0.0.1:0", *nobody)
    ids = web.ids(["noite-1", "noite-2"])
    before = aws.control("GET", "calls?limit=0")["last"]

    asked = web.run("servers", "stop", *ids)
    waited = web.get(f"/api/v1/operations/{asked['id']}?wait_ms=6000")

    assert waited["state"] == "running"
    # It gives no signs of life, and so tells nothing of how they go.
    assert "heartbeat" not in [one["name"] for one in web.try_run("doctor").json["findings"]]
    assert aws.calls(after=before, action="StopInstances") == []

    engine = start_on("--role", "engine", "--listen", "127.0.0.1:0")
    ended = web.wait_for(asked["id"])

    assert outcomes(ended) == dict.fromkeys(ids, "succeeded")
    assert "Mirante answers at" not in engine.logged()


def test_a_part_of_the_work_without_others_beside_it_is_refused(start_panel):
    alone = start_panel(None, "--role", "web", launch=False)
    alone.launch()

    assert alone.process.wait(timeout=30) == 2
    alone.process = None
    assert "--database" in alone.logged()


def test_tables_are_brought_up_to_date_before_a_start_and_it_is_told_beforehand(
    mariadb, start_panel
):
    mariadb.sql("create database younger character set utf8mb4 collate utf8mb4_bin")
    url = mariadb.url.replace("/mirante?", "/younger?")
    panel = start_panel(None, "--database", url, launch=False)

    planned = panel.run("migrate", "--plan", "--database", url)
    assert "operations 1" in str(planned["pending"])
    assert mariadb.sql("show tables in younger") == ""
    assert "operations 1" in panel.text("migrate", "--plan", "--database", url)

    done = panel.run("migrate", "--database", url)
    assert done["applied"] == planned["pending"]
    assert panel.run("migrate", "--plan", "--database", url)["pending"] == []
    assert "up to date" in panel.text("migrate", "--database", url)
    panel.start()
    panel.refused("not_found", "migrate")  # Nothing of SQLite is in its folder.
