"""What `serve` says to browsers, byte by byte: the files of the interface in each coding, and what it
says to those who look for a way around them."""

import contextlib
import gzip
import re
import socket
import ssl
import subprocess
from urllib.parse import urlsplit

import pytest
import requests

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def panel(start_panel):
    return start_panel(None, "--listen", "127.0.0.1:0")


def fetch(panel, path: str, **headers) -> requests.Response:
    """The body as it was sent, in `raw_body`."""
    with requests.get(panel.url + path, headers=headers, stream=True, timeout=30) as answer:
        answer.raw_body = answer.raw.read(decode_content=False)
    return answer


def say(panel, text: bytes) -> tuple[int, bytes]:
    """What comes back for these bytes until the server closes: the status, and everything."""
    place = urlsplit(panel.url)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        with contextlib.suppress(ConnectionError):  # It may have refused and closed already.
            connection.sendall(text)
            connection.shutdown(socket.SHUT_WR)
        heard = b""
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(65536):
                heard += piece
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", heard)
    assert found, heard[:200]
    return int(found[1]), heard


def request(target: str, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: here", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def all_files(panel) -> list[str]:
    """All that can be reached from the front page: its own files, and those that they load."""
    front = fetch(panel, "/", **{"Accept-Encoding": "identity"}).raw_body.decode()
    waiting = re.findall(r'(?:src|href)="(/[^"]+)"', front)
    seen = []
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.append(path)
        if path.endswith((".js", ".css")):
            text = fetch(panel, path, **{"Accept-Encoding": "identity"}).raw_body.decode()
            names = re.findall(r"[\w.-]+-[\w-]{8}\.(?:js|css|woff2)", text)
            waiting += [f"/assets/{name}" for name in names]
    return seen


def test_each_file_of_the_interface_arrives_whole_in_each_coding(panel):
    paths = all_files(panel)
    assert len(paths) > 20 and any(path.endswith(".woff2") for path in paths)

    for path in paths:
        plain = fetch(panel, path, **{"Accept-Encoding": "identity"})
        small = fetch(panel, path, **{"Accept-Encoding": "gzip"})
        smaller = fetch(panel, path, **{"Accept-Encoding": "gzip, br"})

        assert plain.status_code == 200, path
        body = small.raw_body
        if "Content-Encoding" in small.headers:
            body = gzip.decompress(body)
        assert body == plain.raw_body, path
        assert len(smaller.raw_body) <= len(small.raw_body) <= len(plain.raw_body), path
        kept = "immutable" in plain.headers["Cache-Control"]
        assert kept == path.startswith("/assets/"), path
        tag = smaller.headers["ETag"]
        again = fetch(panel, path, **{"Accept-Encoding": "gzip, br", "If-None-Match": tag})
        assert (again.status_code, again.raw_body) == (304, b""), path


def test_big_files_are_sent_in_brotli(panel):
    scripts = [path for path in all_files(panel) if path.endswith((".js", ".css"))]

    biggest = max((fetch(panel, path, **{"Accept-Encoding": "br"}) for path in scripts),
                  key=lambda answer: len(answer.raw_body))  # fmt: skip

    assert biggest.headers["Content-Encoding"] == "br"


@pytest.mark.parametrize(
    "target",
    [
        "/../../../../etc/passwd",
        "/assets/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/..%5c..%5cetc%5cpasswd",
        "/..\\..\\etc\\passwd",
        "//etc/passwd",
        "/assets//etc/passwd",
        "/%2fetc%2fpasswd",
        "/%252e%252e/etc/passwd.txt",
        "/etc/passwd%00.html",
        "/index.html%00",
        "/mirante.db",
        "/master.key",
        "/.git/config",
        "/%c0%ae%c0%ae/etc/passwd",
        "/%",
        "http://here/../etc/passwd",
    ],
)
def test_no_path_leads_to_a_file_of_the_machine(panel, target):
    status, heard = say(panel, request(target, "Accept: text/html"))

    assert status in (400, 404), heard
    assert b"root:" not in heard and b"<html" not in heard
    assert b"\r\nContent-Security-Policy: default-src 'none';" in heard


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        (request("/%0d%0aSet-Cookie:%20a=b"), {404}),
        (request("/set-up?next=%0d%0aSet-Cookie:%20a=b", "Accept: text/html"), {200}),
        (request("/", "X: a\rSet-Cookie: a=b"), {400}),
        (request("/", "X: a\nSet-Cookie: a=b"), {400, 200}),
        (request("/\x00"), {400}),
        (request("/", "X: a\x00b"), {400}),
        (b"GET / HTTP/1.1\r\n\r\n", {400}),
        (b"nonsense\r\n\r\n", {400}),
        (request("/" + "a" * 20_000), {414}),
        (request("/", "X: " + "a" * 20_000), {431}),
        (request("/", *[f"X-{n}: a" for n in range(3_000)]), {431}),
        (request("/api/v1/session", "Content-Length: 99999999999", method="POST"), {413}),
        (request("/", "Content-Length: 1", "Content-Length: 2", method="POST") + b"ab", {400}),
        (
            request("/", "Content-Length: 4", "Transfer-Encoding: chunked", method="POST") + b"0\r\n\r\n",
            {400},
        ),
        (request("/", "Transfer-Encoding: xchunked", method="POST"), {400, 501}),
        (request("/", method="TRACE"), {405}),
        (request("/", method="CONNECT"), {405}),
    ],
)
def test_what_is_no_decent_request_is_refused_and_puts_nothing_into_the_answer(panel, text, statuses):
    status, heard = say(panel, text)

    assert status in statuses, heard[:300]
    assert heard.count(b"HTTP/1.1 ") == 1, heard
    assert b"\r\nSet-Cookie" not in heard
    assert b"\r\nContent-Security-Policy: default-src 'none';" in heard


def test_each_kind_of_answer_carries_the_headers_that_protect_the_browser(panel):
    tag = fetch(panel, "/").headers["ETag"]
    answers = {
        (200, "page"): fetch(panel, "/servers", **HTML),
        (200, "api"): fetch(panel, "/api/v1/set-up"),
        (200, "health"): fetch(panel, "/healthz"),
        (304, "page"): fetch(panel, "/", **{"If-None-Match": tag}),
        (401, "api"): fetch(panel, "/api/v1/servers"),
        (401, "token"): fetch(panel, "/api/v1/servers", Authorization="Bearer wrong"),
        (404, "asset"): fetch(panel, "/assets/index-gone.js", **HTML),
        (404, "api"): fetch(panel, "/api/v1/nothing", **HTML),
    }
    for (status, what), answer in answers.items():
        assert answer.status_code == status, what
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy, what
        assert "unsafe" not in policy, what
        assert "geolocation=()" in answer.headers["Permissions-Policy"], what
        for name, value in ALWAYS.items():
            assert answer.headers[name] == value, (what, name)
        assert "Strict-Transport-Security" not in answer.headers, what
        if what in ("api", "token", "health"):
            assert answer.headers["Cache-Control"] == "no-store", what


@pytest.mark.parametrize(
    ("wished", "language", "detail"),
    [
        ("en-US,en;q=0.9,pt;q=0.8", "en", "log in first, or send a token (Authorization: Bearer …)"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt-BR", "Sua sessão terminou. Entre de novo."),
    ],
)
def test_what_is_refused_is_said_in_the_language_of_who_asks(panel, wished, language, detail):
    answer = requests.get(panel.url + "/api/v1/servers", headers={"Accept-Language": wished}, timeout=30)

    assert answer.status_code == 401
    assert answer.headers["Content-Language"] == language
    assert (answer.json()["code"], answer.json()["detail"]) == ("session.needed", detail)


def test_whoever_came_over_tls_is_told_to_come_so_always(start_panel, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True)  # fmt: skip

    panel = start_panel(None, "--listen", "127.0.0.1:0", "--tls-certificate", str(certificate),
                        "--tls-key", str(key))  # fmt: skip
    answer = requests.get(panel.url + "/", verify=str(certificate), timeout=30)
    place = urlsplit(panel.url)

    assert place.scheme == "https"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    context = ssl.create_default_context(cafile=certificate)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection((place.hostname, place.port), timeout=30) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as connection:
            assert connection.version() == "TLSv1.3"


def test_only_a_trusted_proxy_can_say_that_somebody_came_over_tls(panel, start_panel):
    trusting = start_panel(None, "--listen", "127.0.0.1:0", "--trusted-proxy", "127.0.0.1")
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}

    assert "Strict-Transport-Security" in fetch(trusting, "/", **forwarded).headers
    assert "Strict-Transport-Security" not in fetch(trusting, "/").headers
    assert "Strict-Transport-Security" not in fetch(panel, "/", **forwarded).headers


def test_without_an_address_only_the_socket_answers(start_panel):
    panel = start_panel(None, "--listen", "none")

    assert "Mirante answers at" not in panel.logged()
    assert panel.api("GET", "/")[0] == 404
    assert panel.api("GET", "/healthz")[0] == 200
