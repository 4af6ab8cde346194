"""Starts the simulated AWS for the judges: boto3 and the AWS command line, which know nothing of us.

The server is the one of the environment variable MIRANTE_SIMCLOUD_BIN, else that of the release
build, else that of the debug build. One server per test module; each module makes its own estate."""

import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import boto3
import botocore.config
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGION = "sa-east-1"


def server_binary():
    named = os.environ.get("MIRANTE_SIMCLOUD_BIN")
    if named:
        return named
    for preset in ("release", "debug"):
        path = ROOT / "build" / preset / "mirante-simcloud"
        if path.exists():
            return str(path)
    pytest.fail("no mirante-simcloud: run ./dev build, or set MIRANTE_SIMCLOUD_BIN")


class SimulatedAws:
    """One running server, its credentials, and ways to talk to it."""

    def __init__(self, *arguments, seed=7):
        self.process = subprocess.Popen(
            [server_binary(), "--port", "0", "--seed", str(seed), "--print-credentials", *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.credentials = json.loads(self.process.stdout.readline())
        assert self.process.stdout.readline().startswith("listening on http://127.0.0.1:")
        self.endpoint = self.credentials["endpoint"]
        self.home = tempfile.TemporaryDirectory()  # Of the command line: without any settings.

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()
        self.home.cleanup()

    def account(self, account_id):
        return next(a for a in self.credentials["accounts"] if a["id"] == account_id)

    def client(self, service, keys, region=REGION, token=None, **config):
        config.setdefault("retries", {"total_max_attempts": 1, "mode": "standard"})
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["access_key_id"],
            aws_secret_access_key=keys["secret_access_key"],
            aws_session_token=token,
            config=botocore.config.Config(**config),
        )

    def admin(self, service, account_id, region=REGION, **config):
        return self.client(service, self.account(account_id)["admin"], region, **config)

    def panel(self, service, region=REGION):
        return self.client(service, self.credentials["panel"], region)

    def assume(self, role_arn, external_id=None, service="ec2", region=REGION, **more):
        """A client with the credentials of the role, assumed by the panel's user."""
        if external_id is not None:
            more["ExternalId"] = external_id
        reply = self.panel("sts").assume_role(RoleArn=role_arn, RoleSessionName="judge", **more)
        found = reply["Credentials"]
        keys = keys_of(found)
        return self.client(service, keys, region, token=found["SessionToken"])

    def command(self, *arguments, keys, region=REGION):
        """Runs the AWS command line with these keys; gives what subprocess gives."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.home.name,
            "AWS_ACCESS_KEY_ID": keys["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["secret_access_key"],
            "AWS_DEFAULT_REGION": region,
            "AWS_DEFAULT_OUTPUT": "json",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
        }
        if "session_token" in keys:
            environment["AWS_SESSION_TOKEN"] = keys["session_token"]
        # Version 1 of the command line overlooks AWS_ENDPOINT_URL for some services.
        program = os.path.join(os.path.dirname(sys.executable), "aws")
        return subprocess.run(
            [program, "--endpoint-url", self.endpoint, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            self.endpoint + "/_simcloud/" + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)

    def now(self):
        return datetime.datetime.fromisoformat(self.control("GET", "time")["now"].replace("Z", "+00:00"))

    def advance(self, seconds):
        return self.control("POST", "time", {"advance_s": seconds})

    def wait_for(self, client, waiter, seconds_a_poll=30, **parameters):
        """A waiter of botocore whose every poll finds the World so much later."""
        event = "before-call." + client.meta.service_model.service_id.hyphenize()

        def pass_time(**_):
            self.advance(seconds_a_poll)

        client.meta.events.register(event, pass_time)
        try:
            client.get_waiter(waiter).wait(
                WaiterConfig={"Delay": 0, "MaxAttempts": 60}, **parameters
            )
        finally:
            client.meta.events.unregister(event, pass_time)


@pytest.fixture(scope="session")
def start_aws(tmp_path_factory):
    """Starts servers on request and stops all of them in the end."""
    servers = []

    def start(estate=None, *arguments, throttling=True, **options):
        if estate is not None and not isinstance(estate, str):
            path = tmp_path_factory.mktemp("estate") / "estate.json"
            path.write_text(json.dumps(estate), encoding="utf-8")
            estate = str(path)
        servers.append(SimulatedAws("--estate", estate or "empty", *arguments, **options))
        if not throttling:
            servers[-1].control("POST", "throttling", {"enabled": False})
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def keys_of(made: dict) -> dict:
    """As our clients take them, of what IAM or STS has answered."""
    return {"access_key_id": made["AccessKeyId"], "secret_access_key": made["SecretAccessKey"]}


def refusal(call, *arguments, **parameters):
    """The error code and the whole error of a call that must be refused."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(*arguments, **parameters)
    return caught.value.response["Error"]["Code"], caught.value.response


def names(reply):
    """The Name tags in a DescribeInstances reply."""
    return sorted(
        tag["Value"]
        for reservation in reply["Reservations"]
        for instance in reservation["Instances"]
        for tag in instance.get("Tags", [])
        if tag["Key"] == "Name"
    )
