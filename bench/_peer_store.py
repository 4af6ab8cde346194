"""Stores servers as boto3 tells them in the same columns and canonical documents as the panel, in an
SQLite file: for _boto3_sweep.py. Documents are not compressed, as Python 3.11 has no zstd of its own."""

import datetime
import hashlib
import json
import pathlib
import re
import sqlite3
import time

CHUNK_BYTES = 128 * 1024
TENANT, ACCOUNT = bytes(16), bytes(range(16))
KIND, FORMAT, VERSION = "instance", 3, 1
# Change without the server having changed: kept, but no part of what is compared.
EPHEMERAL = ("AmiLaunchIndex", "ClientToken", "UsageOperationUpdateTime")
INSERT = """insert into resources (tenant_id, kind, account_id, region, id, name, state, type, zone, tags,
  summary, chunk, place, body_size, ephemeral_size, hash, format, observed_at, changed_at, first_seen_at,
  name_key, search, launched_at, version)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
INSERT_CHUNK = "insert into resource_chunks values (?, ?, ?, ?, ?, ?)"


def dump(value) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def text_of(instant: datetime.datetime) -> str:
    return instant.isoformat()[:19] + "Z"


def canonical(value):
    """Lists in an order of their own, and none that is empty."""
    if isinstance(value, dict):
        members = ((name, canonical(member)) for name, member in value.items())
        return {name: member for name, member in members if member != []}
    if isinstance(value, list):
        return sorted(map(canonical, value), key=dump)
    return text_of(value) if isinstance(value, datetime.datetime) else value


def summary_of(server: dict) -> dict:
    tenancy = server["Placement"]["Tenancy"]
    reason = server.get("StateReason")
    summary = {
        "key_name": server.get("KeyName"),
        "launch_time": text_of(server["LaunchTime"]),
        "lifecycle": server.get("InstanceLifecycle"),
        "platform": server.get("PlatformDetails"),
        "private_ip": server.get("PrivateIpAddress"),
        "public_ip": server.get("PublicIpAddress"),
        "state_reason": reason and {"code": reason["Code"], "message": reason.get("Message", "")},
        "subnet": server.get("SubnetId"),
        "tenancy": tenancy if tenancy != "default" else None,
        "vpc": server.get("VpcId"),
    }
    return {name: value for name, value in summary.items() if value}


def natural_key(text: str) -> str:
    """Sorts web-2 before web-10."""
    return re.sub(r"0*(\d+)", lambda found: str(min(len(found[1]), 9)) + found[1], text.lower())


class Store:
    def __init__(self, file: pathlib.Path):
        self.db = sqlite3.connect(file, isolation_level=None)
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = full")
        self.db.executescript((pathlib.Path(__file__).parent / "peer_store.sql").read_text())

    def put(self, region: str, servers: list[dict]) -> None:
        """One page, in one transaction."""
        now = time.time_ns() // 1000
        place = (TENANT, KIND, ACCOUNT, region)
        chunks, chunk, rows = [], bytearray(), []
        for server in servers:
            body = canonical(server)
            ephemeral = {name: body.pop(name) for name in EPHEMERAL if name in body}
            ephemeral["State"] = {"Code": body["State"].pop("Code")}
            body, ephemeral = dump(body).encode(), dump(ephemeral).encode()
            tags = {tag["Key"]: tag["Value"] for tag in server.get("Tags", ())}
            summary = summary_of(server)
            name = tags.get("Name", "")
            addresses = [summary[of] for of in ("private_ip", "public_ip") if of in summary]
            rows.append(
                (
                    *place,
                    server["InstanceId"],
                    name,
                    server["State"]["Name"],
                    server["InstanceType"],
                    server["Placement"]["AvailabilityZone"],
                    dump(tags),
                    dump(summary),
                    len(chunks),
                    len(chunk),
                    len(body),
                    len(ephemeral),
                    hashlib.sha256(body).digest(),
                    FORMAT,
                    now,
                    now,
                    now,
                    natural_key(name or server["InstanceId"]),
                    "\n".join((name.lower(), *addresses)),
                    int(server["LaunchTime"].timestamp()) * 1_000_000,
                    VERSION,
                )
            )
            chunk += body + ephemeral
            if len(chunk) >= CHUNK_BYTES:
                chunks.append(bytes(chunk))
                chunk.clear()
        chunks.append(bytes(chunk))
        self.db.execute("begin immediate")
        self.db.executemany(INSERT_CHUNK, ((*place, number, text) for number, text in enumerate(chunks)))
        self.db.executemany(INSERT, rows)
        self.db.execute("commit")

    def rows(self) -> list[str]:
        """As sweep_bench.cc writes them. Each document must have its digest."""
        chunks = {
            (region, number): text
            for region, number, text in self.db.execute("select region, number, documents from resource_chunks")
        }
        lines = []
        for region, chunk, place, size, digest, *columns in self.db.execute(
            "select region, chunk, place, body_size, hash, id, name, state, type, zone, tags, summary, "
            "name_key, search, launched_at from resources"
        ):
            document = chunks[region, chunk][place : place + size]
            assert hashlib.sha256(document).digest() == digest, columns
            lines.append(dump([region, digest.hex(), *columns]))
        return sorted(lines)
