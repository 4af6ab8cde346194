"""The peer: describes all servers of the regions with boto3, once only to parse them and once to store
them (_peer_store.py), and says what that cost and what it has stored.

    _boto3_sweep.py ENDPOINT FOLDER REGION…    prints one line of JSON

What is not the work is not counted: imports, models and clients are made before, rows are written
after."""

import json
import pathlib
import sys
import time

import boto3
import botocore.config
from _peer_store import Store

endpoint, folder, regions = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
session = boto3.session.Session(
    aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="not-a-secret"
)
config = botocore.config.Config(retries={"total_max_attempts": 1})
clients = {
    region: session.client("ec2", region_name=region, endpoint_url=endpoint, config=config)
    for region in regions
}


def pages(region: str):
    paginator = clients[region].get_paginator("describe_instances")
    for page in paginator.paginate(PaginationConfig={"PageSize": 1000}):
        yield [i for r in page["Reservations"] for i in r["Instances"]]


def describe(region: str) -> int:
    return sum(len(page) for page in pages(region))


def store(into: Store, region: str) -> None:
    for page in pages(region):
        into.put(region, page)


describe(regions[0])  # Warm: connections and lazily made parts of botocore.
parsed_cpu = time.process_time()
servers = sum(describe(region) for region in regions)
parsed_cpu = time.process_time() - parsed_cpu

store(Store(pathlib.Path(":memory:")), regions[0])  # Warm.
into = Store(folder / "peer.db")
stored_cpu = time.process_time()
for region in regions:
    store(into, region)
stored_cpu = time.process_time() - stored_cpu
print(
    json.dumps(
        {
            "servers": servers,
            "parsed_cpu_s": parsed_cpu,
            "stored_cpu_s": stored_cpu,
            "rows": into.rows(),
        }
    )
)
