"""One running mirante-simcloud, and its control API: what really happened, and faults on request."""

import collections
import json
import subprocess
import urllib.parse
import urllib.request

import boto3
import botocore.config

from processes import binary, end, read_line


class SimulatedAws:
    def __init__(self, estate: str = "small", seed: int = 7, speed: float = 1.0):
        self.process = subprocess.Popen(
            [
                binary("MIRANTE_SIMCLOUD_BIN", "mirante-simcloud"),
                *("--port", "0", "--seed", str(seed), "--speed", str(speed)),
                *("--estate", estate, "--print-credentials"),
            ],
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.credentials = json.loads(read_line(self.process))
        assert read_line(self.process).startswith("listening on http://127.0.0.1:")
        self.endpoint = self.credentials["endpoint"]

    def stop(self) -> None:
        end(self.process)

    def environment(self) -> dict[str, str]:
        """What an operator sets so that the panel talks to this AWS under its own keys."""
        panel = self.credentials["panel"]
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": panel["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": panel["secret_access_key"],
        }

    def account(self, aws_account: str) -> dict:
        return next(a for a in self.credentials["accounts"] if a["id"] == aws_account)

    def admin(self, aws_account: str, service: str = "ec2", region: str = "sa-east-1"):
        """boto3 under the account's administrator."""
        keys = self.account(aws_account)["admin"]
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["access_key_id"],
            aws_secret_access_key=keys["secret_access_key"],
            config=botocore.config.Config(retries={"total_max_attempts": 1}),
        )

    # The control API.

    def control(self, method: str, path: str, body: dict | None = None) -> dict:
        request = urllib.request.Request(
            f"{self.endpoint}/_simcloud/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.load(reply)

    def advance(self, seconds: float) -> None:
        self.control("POST", "time", {"advance_s": seconds})

    def add_role(self, account: dict, external_id: str, **more) -> str:
        """A role that trusts the panel, as the command for CloudShell makes it; returns its ARN."""
        role = {"account": account, "name": "mirante", "external_id": external_id, **more}
        return self.control("POST", "roles", role)["arn"]

    def fault(self, kind: str, **rule) -> int:
        return self.control("POST", "faults", {"kind": kind, **rule})["id"]

    def clear_faults(self) -> None:
        self.control("DELETE", "faults")

    def somebody_calls(self, account: str, action: str, region: str = "sa-east-1", **parameters):
        """A call that is not the panel's."""
        wish = {"account": account, "region": region, "action": action, "parameters": parameters}
        return self.control("POST", "calls", wish)

    def _ledger(self, what: str, after: int, wanted: dict) -> list[dict]:
        found: list[dict] = []
        while True:
            query = urllib.parse.urlencode({**wanted, "after": after, "limit": 1000})
            page = self.control("GET", f"{what}?{query}")[what]
            found += page
            if len(page) < 1000:
                return found
            after = page[-1]["number"]

    def calls(self, after: int = 0, **wanted) -> list[dict]:
        """Calls that arrived, oldest first; see simcloud/README.md for what may be wanted."""
        return self._ledger("calls", after, wanted)

    def changes(self, after: int = 0, **wanted) -> list[dict]:
        """Changes of servers' states, oldest first."""
        return self._ledger("changes", after, wanted)

    def starts(self, after: int) -> collections.Counter:
        """How often each server went into "pending" because of a call."""
        changes = self.changes(after=after)
        return collections.Counter(one["instance"] for one in changes if one["to"] == "pending" and "call" in one)

    def states(self, account: str, region: str = "sa-east-1") -> dict[str, str]:
        """The real state of each server, by name (by id where it has none)."""
        found = {}
        pages = self.admin(account, region=region).get_paginator("describe_instances").paginate()
        for page in pages:
            for reservation in page["Reservations"]:
                for instance in reservation["Instances"]:
                    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
                    name = tags.get("Name", instance["InstanceId"])
                    found[name] = instance["State"]["Name"]
        return found
