"""Mails: a folder by default, a real mail server with TLS and logins, and what went wrong, said."""

import email
import email.policy
import json
import re

import pytest

from mail_server import PASSWORD, USER, Certificate, MailServer
from panel import EXIT, Panel
from processes import wait_until


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return Certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def start_server(certificate):
    started = []

    def start(form: str, **more) -> MailServer:
        started.append(MailServer(certificate, form, **more))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def start(tmp_path, certificate):
    """A panel whose mails go to `server`; none: to the folder."""
    started = []

    def begin(server: MailServer | None, form: str = "smtp", **environment) -> Panel:
        mail = {}
        if server is not None:
            mail = {
                "MIRANTE_MAIL": f"{form}://panel%40example.com@localhost:{server.port}",
                "MIRANTE_MAIL_PASSWORD": PASSWORD,
                "MIRANTE_MAIL_CA": str(certificate.file),
            }
        address = {"MIRANTE_PUBLIC_URL": "https://panel.example.com"}
        started.append(Panel(tmp_path / f"data{len(started)}", {**mail, **address, **environment}).start())
        return started[-1]

    yield begin
    for panel in started:
        panel.stop()


def tried(panel: Panel, code: str = "done") -> dict:
    ran = panel.try_run("mail", "test", "bia@example.com")
    assert ran.code == EXIT[code], str(ran)
    assert PASSWORD not in ran.out + panel.logged()
    return ran.json


def invite(panel: Panel, address: str) -> dict:
    status, made = panel.api("POST", "/api/v1/invitations", {"email": address, "role": "viewer"})
    assert status == 201, made
    return made


def mails(panel: Panel, state: str) -> list[dict]:
    return panel.run("mail", "list", "--state", state)["mails"]


def test_an_invitation_is_a_file_that_a_mail_program_opens_and_its_link_works(start):
    panel = start(None)
    made = invite(panel, "bia@example.com")
    files = lambda: list((panel.data / "mail").glob("*.eml"))  # noqa: E731
    wait_until(files, "the mail is written")
    (file,) = files()
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)

    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert made["mailed"] is True
    assert message["To"] == "bia@example.com"
    assert "convidou você" in text and "até" in text
    url = re.search(r"https://panel.example.com(/join#(\S+))", text)
    assert url[1] == made["path"]
    assert f'href="{url[0]}"' in html
    status, link = panel.api("POST", "/api/v1/links/show", {"token": url[2]})
    assert (status, link["email"]) == (200, "bia@example.com")
    assert file.stat().st_mode & 0o077 == 0
    wait_until(lambda: mails(panel, "accepted"), "the outbox knows")


@pytest.mark.parametrize(
    ("form", "scheme", "without", "mechanism"),
    [
        ("starttls", "smtp", (), "PLAIN"),
        ("starttls", "smtp", ("PLAIN",), "LOGIN"),
        ("implicit", "smtps", (), "PLAIN"),
    ],
)
def test_a_server_gets_a_mail_over_tls_after_a_login(start, start_server, form, scheme, without, mechanism):
    server = start_server(form, without=without)
    panel = start(server, scheme)
    answer = tried(panel)

    assert server.logins == [(mechanism, True)]
    (message,) = server.received
    assert message.recipients == ["bia@example.com"]
    assert message["Subject"] == "Mirante: teste de e-mail / mail test"
    assert message["From"] == f"Mirante <{USER}>"
    assert "não é preciso responder".lower() in message.get_body(("plain",)).get_content().lower()
    assert "250 taken" in answer["said"]
    transcript = answer["transcript"]
    assert f"C: AUTH {mechanism}" in transcript and "[secret]" in transcript
    assert ("C: STARTTLS" in transcript) == (form == "starttls")
    assert re.search(r"C: \(the mail, \d+ bytes\)\nS: 250 taken", transcript)


def test_an_invitation_is_done_when_the_server_has_accepted_it(start, start_server):
    server = start_server("starttls")
    panel = start(server)
    invite(panel, "bia@example.com")
    wait_until(lambda: mails(panel, "accepted"), "the server has accepted")

    assert [m["Subject"] for m in server.received] == ["Convite para Mirante no Mirante"]
    assert server.received[0]["Auto-Submitted"] == "auto-generated"
    assert mails(panel, "waiting") == mails(panel, "failed") == []


def test_what_the_server_refuses_is_listed_and_recorded_and_what_it_puts_off_waits(start, start_server):
    server = start_server("starttls")
    server.recipient_answer = {
        "nobody@example.com": "550 5.1.1 no such person",
        "busy@example.com": "451 4.3.0 come back later",
    }
    panel = start(server)
    invite(panel, "nobody@example.com")
    invite(panel, "busy@example.com")
    wait_until(lambda: mails(panel, "failed"), "the refusal is known")
    wait_until(lambda: [m for m in mails(panel, "waiting") if "said" in m], "the delay is known")

    (failed,), (waiting,) = mails(panel, "failed"), mails(panel, "waiting")
    assert failed["to"] == "nobody@example.com" and "no such person" in failed["said"]
    assert "RCPT TO:<nobody@example.com>" in failed["transcript"]
    assert waiting["to"] == "busy@example.com" and "come back later" in waiting["said"]
    assert waiting["due_at"] > waiting["created_at"]
    assert "mail.failed" in json.dumps(panel.run("audit", "list"))
    assert server.received == []
    ran = panel.try_run("doctor", as_json=False)
    assert "1 have failed" in ran.out and "C: [secret]" in ran.out, str(ran)


def test_nothing_is_said_to_a_server_whose_certificate_nobody_trusts(start, start_server):
    server = start_server("starttls")
    panel = start(server, MIRANTE_MAIL_CA="")
    answer = tried(panel, "attention")

    assert answer["outcome"] == "later"
    assert "certificate" in answer["said"]
    assert "AUTH" not in re.sub(r"S: .*", "", answer["transcript"])
    assert server.logins == server.received == []


def test_nothing_is_said_to_a_server_without_tls(start, start_server):
    server = start_server("plain")
    panel = start(server)
    answer = tried(panel, "attention")

    assert answer["outcome"] == "later"
    assert "MAIL FROM" not in answer["transcript"]
    assert server.received == []


def test_a_wrong_password_is_told_and_not_shown(start, start_server):
    server = start_server("starttls")
    panel = start(server, MIRANTE_MAIL_PASSWORD="errada de todo")
    answer = tried(panel, "attention")

    assert server.logins and not any(right for _, right in server.logins)
    assert answer["outcome"] == "later"
    assert "535" in answer["transcript"]
    assert "errada" not in json.dumps(answer) + panel.logged()


def test_a_lost_answer_is_told_as_such(start, start_server):
    server = start_server("starttls")
    server.loses_answers = True
    answer = tried(start(server), "attention")

    assert len(server.received) == 1
    assert answer["outcome"] == "unknown"
    assert "answer is lost" in answer["said"]


def test_a_server_that_is_not_there_is_told(start, start_server):
    server = start_server("starttls")
    panel = start(server)
    server.stop()
    answer = tried(panel, "attention")

    assert answer["outcome"] == "later"
    assert "onnect" in answer["said"]


def test_a_password_on_the_command_line_is_refused(tmp_path):
    panel = Panel(tmp_path / "data", {})
    ran = panel.try_run("serve", "--mail", "smtp://u:geheim@mail.example.com", as_json=False)

    assert ran.code == EXIT["invalid"], str(ran)
    assert "MIRANTE_MAIL_PASSWORD" in ran.err
    assert "geheim" not in ran.err
