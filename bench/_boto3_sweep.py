"""The peer: describes all servers of the regions with boto3, and says what that cost and what it saw.

    _boto3_sweep.py ENDPOINT REGION…    prints one line of JSON

What is not the work is not counted: imports, models and clients are made before, rows are written
after."""

import json
import sys
import time

import boto3
import botocore.config

endpoint, regions = sys.argv[1], sys.argv[2:]
session = boto3.session.Session(
    aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="not-a-secret"
)
config = botocore.config.Config(retries={"total_max_attempts": 1})
clients = [
    session.client("ec2", region_name=region, endpoint_url=endpoint, config=config)
    for region in regions
]


def describe(client) -> list:
    pages = client.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 1000})
    return [i for page in pages for r in page["Reservations"] for i in r["Instances"]]


def row(instance: dict) -> str:
    tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
    return "\t".join(
        (
            instance["InstanceId"],
            instance["State"]["Name"],
            instance["InstanceType"],
            instance["Placement"]["AvailabilityZone"],
            instance.get("PrivateIpAddress", ""),
            instance.get("PublicIpAddress", ""),
            instance["LaunchTime"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            json.dumps(tags, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        )
    )


describe(clients[0])  # Warm: connections and lazily made parts of botocore.
wall, cpu = time.perf_counter(), time.process_time()
found = [instance for client in clients for instance in describe(client)]
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(
    json.dumps(
        {
            "servers": len(found),
            "cpu_s": cpu,
            "wall_s": wall,
            "rows": sorted(row(instance) for instance in found),
        }
    )
)
