"""A private MariaDB server: a folder and a socket of its own, no network, never a service."""

import pathlib
import subprocess

from processes import end, program, wait_until


class Mariadb:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.data = folder / "data"
        self.socket = folder / "m.sock"
        # As root, mariadbd and its temporary files stay root's.
        subprocess.run(
            [
                program("mariadb-install-db", "mariadb-server-core"),
                "--no-defaults",
                "--user=root",
                f"--datadir={self.data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            check=True,
            capture_output=True,
        )
        self.process: subprocess.Popen | None = None
        self.start()
        self.sql("create database mirante character set utf8mb4 collate utf8mb4_bin")

    @property
    def url(self) -> str:
        return f"mysql://root@/mirante?socket={self.socket}"

    def start(self) -> None:
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    program("mariadbd", "mariadb-server-core"),
                    "--no-defaults",
                    "--user=root",
                    f"--datadir={self.data}",
                    f"--socket={self.socket}",
                    f"--tmpdir={temporary}",
                    "--skip-networking",
                    "--innodb-buffer-pool-size=64M",
                ],
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: self.try_sql("select 1"), "MariaDB answers")

    def try_sql(self, statement: str) -> bool:
        return self._client(statement).returncode == 0

    def sql(self, statement: str) -> str:
        done = self._client(statement)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _client(self, statement: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [
                program("mariadb", "mariadb-client-core"),
                "--no-defaults",
                "--user=root",
                f"--socket={self.socket}",
                "--batch",
                "--skip-column-names",
                f"--execute={statement}",
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    def kill(self) -> None:
        """kill -9: every connection breaks, COMMITs on their way included."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        end(self.process)
