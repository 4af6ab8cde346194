"""`mirante demo` as a process: started on a free port, asked for its address and its logins."""

import datetime
import json
import os
import re
import signal
import subprocess
import threading
import urllib.request

from processes import binary, end, wait_until

# The provider's administrator, as the demo names her.
ANA = "ana@altiplano.example"

# Two weeks are lived through first; a debug build takes its time.
OPENS_WITHIN = 120.0


def logins_in(said: str) -> dict[str, str]:
    """Passwords by address, as the demo prints them."""
    return dict(re.findall(r"log in as (\S+@\S+) +password (.+?) +\(", said))


class Demo:
    def __init__(self, *options: str):
        self.process = subprocess.Popen(
            [binary("MIRANTE_BIN", "mirante"), "demo", "--listen", "127.0.0.1:0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true"},
        )
        self.out: list[str] = []
        self.err: list[str] = []
        self.readers = [
            threading.Thread(target=lines.extend, args=(stream,), daemon=True)
            for lines, stream in ((self.out, self.process.stdout), (self.err, self.process.stderr))
        ]
        for reader in self.readers:
            reader.start()
        try:
            wait_until(self.has_opened_or_ended, "the demo opens", at_most=OPENS_WITHIN)
            found = re.search(r"answers at (\S+)", "".join(self.out))
            assert found, self.words()
        except BaseException:  # Nobody else knows the process yet.
            self.process.kill()
            self.process.wait()
            raise
        self.url = found[1]
        self.logins = logins_in("".join(self.out))

    def has_opened_or_ended(self) -> bool:
        return "answers at" in "".join(self.out) or self.process.poll() is not None

    def words(self) -> str:
        return "".join(self.out) + "".join(self.err)

    def now(self) -> datetime.datetime:
        """By its own clock, which a journey may have hurried."""
        with urllib.request.urlopen(f"{self.url}/api/v1/about") as answer:
            return datetime.datetime.fromisoformat(json.load(answer)["clock"]["now"])

    def stop(self) -> int:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        for reader in self.readers:
            reader.join()
        return end(self.process)
