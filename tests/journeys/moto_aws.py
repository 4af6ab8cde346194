"""moto, an AWS written by other people: moto_server on a port of its own. It switches servers at once
and checks neither signatures nor external ids, but its answers are not ours."""

import subprocess
import sys

import boto3

from processes import ROOT, accepts_connections, end, free_port, wait_until

PANEL_ACCOUNT = "123456789012"
PANEL_KEYS = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": "no-secret-at-all-0000000000000000"}


class MotoAws:
    def __init__(self, log):
        port = free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        program = ROOT / ".venv/bin/moto_server"
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(program), "-H", "127.0.0.1", "-p", str(port)],
                stdout=out,
                stderr=out,
            )
        wait_until(lambda: accepts_connections(port), "moto listens")

    def stop(self) -> None:
        self.process.kill()  # It keeps nothing.
        self.process.wait()

    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": PANEL_KEYS["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": PANEL_KEYS["secret_access_key"],
        }

    def client(self, service: str, region: str = "us-east-1", keys: dict | None = None):
        keys = keys or PANEL_KEYS
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["access_key_id"],
            aws_secret_access_key=keys["secret_access_key"],
            aws_session_token=keys.get("session_token"),
        )

    def inside(self, aws_account: str, service: str = "ec2", region: str = "sa-east-1"):
        """boto3 inside another account. moto makes accounts when their roles are first assumed."""
        found = self.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{aws_account}:role/admin", RoleSessionName="administrator"
        )["Credentials"]
        keys = {
            "access_key_id": found["AccessKeyId"],
            "secret_access_key": found["SecretAccessKey"],
            "session_token": found["SessionToken"],
        }
        return self.client(service, region, keys)

    def add_role(self, aws_account: str, trust: str, policy: str, name: str = "mirante") -> str:
        """What the command for CloudShell does; returns the role's ARN."""
        iam = self.inside(aws_account, "iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]
        iam.put_role_policy(RoleName=name, PolicyName="mirante", PolicyDocument=policy)
        return role["Arn"]

    def launch(self, aws_account: str, region: str, name: str, count: int) -> list[str]:
        ec2 = self.inside(aws_account, region=region)
        image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
        made = []
        for n in range(1, count + 1):
            reply = ec2.run_instances(
                ImageId=image,
                InstanceType="t3.micro",
                MinCount=1,
                MaxCount=1,
                TagSpecifications=[
                    {
                        "ResourceType": "instance",
                        "Tags": [{"Key": "Name", "Value": f"{name}-{n}"}, {"Key": "Papel", "Value": name}],
                    }
                ],
            )
            made.append(reply["Instances"][0]["InstanceId"])
        return made

    def state(self, aws_account: str, region: str, server: str) -> str:
        reply = self.inside(aws_account, region=region).describe_instances(InstanceIds=[server])
        return reply["Reservations"][0]["Instances"][0]["State"]["Name"]
