// The peer in JavaScript: describes all servers of the regions with the AWS SDK, once only to parse them
// and once to store them (store.mjs), and says what that cost and what it has stored, exactly as
// _boto3_sweep.py does.
//
//   node describe.mjs ENDPOINT FOLDER REGION…    prints one line of JSON
import { EC2Client, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { Store } from "./store.mjs";

const [endpoint, folder, ...regions] = process.argv.slice(2);
const clients = new Map(
  regions.map((region) => [
    region,
    new EC2Client({
      region,
      endpoint,
      maxAttempts: 1,
      credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    }),
  ]),
);

async function* pages(region) {
  const client = clients.get(region);
  for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, {}))
    yield (page.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
}

async function describe(region) {
  let count = 0;
  for await (const page of pages(region)) count += page.length;
  return count;
}

async function store(into, region) {
  for await (const page of pages(region)) into.put(region, page);
}

async function cpuSeconds(work) {
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1e6;
}

await describe(regions[0]); // Warm: connections, and code that the engine has compiled.
let servers = 0;
const parsed = await cpuSeconds(async () => {
  for (const region of regions) servers += await describe(region);
});

await store(new Store(":memory:"), regions[0]); // Warm.
const into = new Store(`${folder}/peer.db`);
const stored = await cpuSeconds(async () => {
  for (const region of regions) await store(into, region);
});
console.log(
  JSON.stringify({ servers, parsed_cpu_s: parsed, stored_cpu_s: stored, rows: into.rows() }),
);
