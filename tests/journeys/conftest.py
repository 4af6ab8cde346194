"""Starts what a journey needs and ends it: simulated AWS, moto, MariaDB, panels. Everything lives in
pytest's temporary folder, on free ports and sockets."""

import json
import pathlib
import tempfile

import pytest

from mariadb import Mariadb
from moto_aws import MotoAws
from panel import Panel
from simulated_aws import SimulatedAws


@pytest.fixture(scope="module")
def start_aws(tmp_path_factory):
    """start_aws(estate="small", seed=7, speed=1.0): an estate is a name or a description."""
    servers = []

    def start(estate="small", **options) -> SimulatedAws:
        if not isinstance(estate, str):
            path = tmp_path_factory.mktemp("estate") / "estate.json"
            path.write_text(json.dumps(estate), encoding="utf-8")
            estate = str(path)
        servers.append(SimulatedAws(estate, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def start_panel():
    """start_panel(aws, *options): `serve` on an empty folder. Unix sockets want short paths."""
    panels = []
    with tempfile.TemporaryDirectory(prefix="mj-") as folder:

        def start(aws=None, *options, launch=True, environment=None) -> Panel:
            data = pathlib.Path(folder) / f"p{len(panels)}"
            known = aws.environment() if aws is not None else {}
            panels.append(Panel(data, {**known, **(environment or {})}, *options))
            return panels[-1].start() if launch else panels[-1]

        yield start
        for panel in panels:
            if panel.process is not None:
                panel.stop()


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    server = MotoAws(tmp_path_factory.mktemp("moto") / "moto.log")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def mariadb():
    with tempfile.TemporaryDirectory(prefix="mj-") as folder:
        server = Mariadb(pathlib.Path(folder))
        yield server
        server.stop()
