"""The AWS command line judges: what a person types in CloudShell works."""

import json

import pytest

ACCOUNT = "430987654321"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": "pela-linha"}},
            }
        ],
    }
)
READ = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}],
    }
)


@pytest.fixture(scope="module")
def aws(start_aws):
    return start_aws("small", "--speed", "60")


@pytest.fixture(scope="module")
def command_line(aws):
    def run(*arguments, keys=None, region="sa-east-1"):
        return aws.command(
            *arguments, keys=keys or aws.account(ACCOUNT)["admin"], region=region
        )

    return run


def test_tells_who_it_is(command_line):
    done = command_line("sts", "get-caller-identity")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/admin"


def test_makes_the_role_that_the_panel_asks_for_and_assumes_it(aws, command_line):
    made = command_line(
        "iam", "create-role", "--role-name", "pela-linha",
        "--assume-role-policy-document", TRUST, "--query", "Role.Arn", "--output", "text",
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.strip() == f"arn:aws:iam::{ACCOUNT}:role/pela-linha"
    put = command_line(
        "iam", "put-role-policy", "--role-name", "pela-linha", "--policy-name", "ler",
        "--policy-document", READ,
    )
    assert put.returncode == 0, put.stderr

    assumed = command_line(
        "sts", "assume-role", "--role-arn", made.stdout.strip(), "--role-session-name", "painel",
        "--external-id", "pela-linha", keys=aws.credentials["panel"],
    )
    assert assumed.returncode == 0, assumed.stderr
    found = json.loads(assumed.stdout)["Credentials"]
    listed = command_line(
        "ec2", "describe-instances", "--query", "length(Reservations[].Instances[])",
        keys={
            "access_key_id": found["AccessKeyId"],
            "secret_access_key": found["SecretAccessKey"],
            "session_token": found["SessionToken"],
        },
    )
    assert listed.returncode == 0, listed.stderr
    assert int(listed.stdout) == 24


def test_stops_and_waits(command_line):
    listed = command_line(
        "ec2", "describe-instances", "--filters", "Name=tag:Name,Values=terminal-1",
        "--query", "Reservations[0].Instances[0].InstanceId", "--output", "text",
    )
    server = listed.stdout.strip()
    assert server.startswith("i-0"), listed.stderr

    stopped = command_line("ec2", "stop-instances", "--instance-ids", server)
    assert stopped.returncode == 0, stopped.stderr
    assert json.loads(stopped.stdout)["StoppingInstances"][0]["CurrentState"]["Name"] == "stopping"
    waited = command_line("ec2", "wait", "instance-stopped", "--instance-ids", server)
    assert waited.returncode == 0, waited.stderr


def test_shows_the_error_of_a_refusal(command_line):
    done = command_line("ec2", "start-instances", "--instance-ids", "i-00000000000000001")

    assert done.returncode != 0
    assert "An error occurred (InvalidInstanceID.NotFound) when calling the StartInstances" in (
        done.stderr
    )


def test_pages_by_itself(command_line):
    done = command_line(
        "ec2", "describe-volumes", "--page-size", "5", "--query", "length(Volumes)"
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == 25


def test_is_told_which_region_the_organization_denies(command_line):
    done = command_line("ec2", "describe-instances", region="eu-west-1")

    assert done.returncode != 0
    assert "with an explicit deny in a service control policy" in done.stderr
