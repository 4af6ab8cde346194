// Stores servers as the AWS SDK tells them in the same columns and canonical documents as the panel, in
// an SQLite file, with what Node itself has: for describe.mjs.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

const CHUNK_BYTES = 128 * 1024;
const TENANT = Buffer.alloc(16);
const ACCOUNT = Buffer.from([...Array(16).keys()]);
const KIND = "instance";
const FORMAT = 3;
const VERSION = 1;
// Change without the server having changed: kept, but no part of what is compared.
const EPHEMERAL = new Set(["AmiLaunchIndex", "ClientToken", "UsageOperationUpdateTime"]);
const INSERT = `insert into resources (tenant_id, kind, account_id, region, id, name, state, type, zone, tags,
  summary, chunk, place, body_size, ephemeral_size, hash, format, observed_at, changed_at, first_seen_at,
  name_key, search, launched_at, version)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_CHUNK = "insert into resource_chunks values (?, ?, ?, ?, ?, ?)";
const LEVEL_1 = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const textOf = (instant) => instant.toISOString().replace(".000Z", "Z");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const isEmpty = (value) => value === undefined || (Array.isArray(value) && value.length === 0);

// Keys sorted, lists in an order of their own, and none that is empty.
function canonical(value) {
  if (value instanceof Date) return `"${textOf(value)}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const members = [];
  for (const name of Object.keys(value).sort())
    if (!isEmpty(value[name])) members.push(`"${name}":${canonical(value[name])}`);
  return `{${members.join()}}`;
}

function documentOf(server) {
  const body = {};
  const ephemeral = {};
  for (const name in server) (EPHEMERAL.has(name) ? ephemeral : body)[name] = server[name];
  const { Code, ...state } = server.State;
  body.State = state;
  ephemeral.State = { Code };
  return [Buffer.from(canonical(body)), Buffer.from(canonical(ephemeral))];
}

function summaryOf(server) {
  const reason = server.StateReason;
  const tenancy = server.Placement.Tenancy;
  const summary = {
    key_name: server.KeyName,
    launch_time: textOf(server.LaunchTime),
    lifecycle: server.InstanceLifecycle,
    platform: server.PlatformDetails,
    private_ip: server.PrivateIpAddress,
    public_ip: server.PublicIpAddress,
    state_reason: reason && { code: reason.Code, message: reason.Message ?? "" },
    subnet: server.SubnetId,
    tenancy: tenancy === "default" ? undefined : tenancy,
    vpc: server.VpcId,
  };
  for (const name in summary) summary[name] ||= undefined; // JSON leaves it out.
  return summary;
}

// Sorts web-2 before web-10.
const naturalKey = (text) =>
  text.toLowerCase().replace(/0*(\d+)/g, (_, digits) => Math.min(digits.length, 9) + digits);

export class Store {
  constructor(file) {
    this.db = new DatabaseSync(file);
    this.db.exec("pragma journal_mode = wal; pragma synchronous = full");
    this.db.exec(readFileSync(new URL("../peer_store.sql", import.meta.url), "utf8"));
    this.insert = this.db.prepare(INSERT);
    this.insertChunk = this.db.prepare(INSERT_CHUNK);
  }

  // One page, in one transaction.
  put(region, servers) {
    const now = Date.now() * 1000;
    let number = 0;
    let chunk = [];
    let size = 0;
    const writeChunk = () => {
      const bytes = zstdCompressSync(Buffer.concat(chunk), LEVEL_1);
      this.insertChunk.run(TENANT, KIND, ACCOUNT, region, number++, bytes);
      chunk = [];
      size = 0;
    };
    this.db.exec("begin immediate");
    for (const server of servers) {
      const [body, ephemeral] = documentOf(server);
      const pairs = (server.Tags ?? []).map(({ Key, Value }) => [Key, Value]);
      pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      const tags = Object.fromEntries(pairs);
      const summary = summaryOf(server);
      const name = tags.Name ?? "";
      const addresses = [summary.private_ip, summary.public_ip].filter(Boolean);
      this.insert.run(
        TENANT,
        KIND,
        ACCOUNT,
        region,
        server.InstanceId,
        name,
        server.State.Name,
        server.InstanceType,
        server.Placement.AvailabilityZone,
        JSON.stringify(tags),
        JSON.stringify(summary),
        number,
        size,
        body.length,
        ephemeral.length,
        sha256(body),
        FORMAT,
        now,
        now,
        now,
        naturalKey(name || server.InstanceId),
        [name.toLowerCase(), ...addresses].join("\n"),
        server.LaunchTime.getTime() * 1000,
        VERSION,
      );
      chunk.push(body, ephemeral);
      size += body.length + ephemeral.length;
      if (size >= CHUNK_BYTES) writeChunk();
    }
    if (size > 0) writeChunk();
    this.db.exec("commit");
  }

  // As sweep_bench.cc writes them. Each document must have its digest.
  rows() {
    const chunks = new Map();
    for (const { region, number, documents } of this.db
      .prepare("select region, number, documents from resource_chunks")
      .all())
      chunks.set(`${region} ${number}`, zstdDecompressSync(documents));
    const stored = this.db
      .prepare(
        "select region, chunk, place, body_size, hash, id, name, state, type, zone, tags, summary, " +
          "name_key, search, launched_at from resources",
      )
      .all();
    const lines = stored.map(({ region, chunk, place, body_size, hash, ...columns }) => {
      const document = chunks.get(`${region} ${chunk}`).subarray(place, place + body_size);
      if (!sha256(document).equals(hash)) throw new Error(`the document of ${columns.id} is another`);
      return JSON.stringify([region, Buffer.from(hash).toString("hex"), ...Object.values(columns)]);
    });
    return lines.sort();
  }
}
