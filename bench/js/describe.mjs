// The peer in JavaScript: describes all servers of the regions with the AWS SDK, and says what that
// cost and what it saw, exactly as _boto3_sweep.py does.
//
//   node describe.mjs ENDPOINT REGION…    prints one line of JSON
import { EC2Client, paginateDescribeInstances } from "@aws-sdk/client-ec2";

const [endpoint, ...regions] = process.argv.slice(2);
const clients = regions.map(
  (region) =>
    new EC2Client({
      region,
      endpoint,
      maxAttempts: 1,
      credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    }),
);

async function describe(client) {
  const found = [];
  for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, {}))
    for (const reservation of page.Reservations ?? []) found.push(...(reservation.Instances ?? []));
  return found;
}

function row(instance) {
  const pairs = (instance.Tags ?? []).map(({ Key, Value }) => [Key, Value]);
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return [
    instance.InstanceId,
    instance.State.Name,
    instance.InstanceType,
    instance.Placement.AvailabilityZone,
    instance.PrivateIpAddress ?? "",
    instance.PublicIpAddress ?? "",
    instance.LaunchTime.toISOString().replace(".000Z", "Z"),
    JSON.stringify(Object.fromEntries(pairs)),
  ].join("\t");
}

await describe(clients[0]); // Warm: connections, and code that the engine has compiled.
const before = process.cpuUsage();
const all = [];
for (const client of clients) all.push(...(await describe(client)));
const used = process.cpuUsage(before);
console.log(
  JSON.stringify({
    servers: all.length,
    cpu_s: (used.user + used.system) / 1e6,
    rows: all.map(row).sort(),
  }),
);
