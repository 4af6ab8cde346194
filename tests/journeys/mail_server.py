"""A real mail server (aiosmtpd) with TLS and logins, which answers as a test tells it."""

import email
import email.policy
import pathlib
import ssl
import subprocess

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from processes import free_port, program

USER, PASSWORD = "panel@example.com", "quatro cavalos azuis"


class Certificate:
    """Of an authority of its own, which no machine trusts, for 127.0.0.1 and localhost."""

    def __init__(self, folder: pathlib.Path):
        self.file, self.key = folder / "mail.pem", folder / "mail.key"
        subprocess.run(
            [
                *(program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-keyout", str(self.key), "-out", str(self.file), "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            ],
            check=True,
            capture_output=True,
        )

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context


class MailServer:
    """`form` is "starttls", "implicit" or "plain" (which offers neither TLS nor a login)."""

    def __init__(self, certificate: Certificate, form: str, without: tuple[str, ...] = ()):
        self.received: list[email.message.EmailMessage] = []
        self.logins: list[tuple[str, bool]] = []  # (mechanism, whether it was right)
        self.recipient_answer: dict[str, str] = {}
        self.loses_answers = False
        self.port = free_port()
        tls = {
            "starttls": {"tls_context": certificate.context(), "require_starttls": True},
            "implicit": {"ssl_context": certificate.context(), "auth_require_tls": False},
            "plain": {},
        }[form]
        login = {"authenticator": self.log_in, "auth_required": True, "auth_exclude_mechanism": without}
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, **tls, **({} if form == "plain" else login)
        )
        self.controller.start()

    def stop(self) -> None:
        if self.controller.server is not None:
            self.controller.stop()

    def log_in(self, server, session, envelope, mechanism, data) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            USER.encode(),
            PASSWORD.encode(),
        )
        self.logins.append((mechanism, right))
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if answer := self.recipient_answer.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        message.recipients = envelope.rcpt_tos
        self.received.append(message)
        if self.loses_answers:
            server.transport.abort()
        return "250 taken"
