// The BullMQ side of `./dev bench p3`: delayed jobs in Redis, whose log is synced before it answers.
// Each fire writes one key, which is the fire's, and has its answer; lateness is counted from the
// instant that the job had as its due to that moment.
//
//   node p3.mjs PORT JOBS FEW MANY ALL     prints one line of JSON
import { Redis } from 'ioredis';
import { Queue, Worker } from 'bullmq';

const [port, jobs, few, many, all] = process.argv.slice(2).map(Number);
const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
const redis = new Redis(connection);
const day = 86_400_000;
const queue = new Queue('p3', { connection });
let late = [];
let doubled = 0;

const worker = new Worker(
  'p3',
  async (job) => {
    const due = job.data.due;
    const written = await redis.set(`op:${job.id}`, JSON.stringify({ due, at: Date.now() }), 'NX');
    if (written !== 'OK') doubled += 1;
    late.push(Date.now() - due);
  },
  { connection, concurrency: 64, removeOnComplete: { count: 0 } },
);
await worker.waitUntilReady();

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Jobs [first, end), due as `due_of` says. */
async function add(first, end, dueOf) {
  const atOnce = 2000;
  for (let begin = first; begin < end; begin += atOnce) {
    const bulk = [];
    for (let i = begin; i < Math.min(begin + atOnce, end); i += 1) {
      const due = dueOf(i);
      bulk.push({ name: 'fire', data: { due }, opts: { jobId: `t${i}`, delay: Math.max(0, due - Date.now()) } });
    }
    await queue.addBulk(bulk);
  }
}

/** A minute without news: some are missing. */
async function heard(count) {
  let before = 0;
  for (let quiet = 0; late.length < count && quiet < 600; quiet += 1) {
    await pause(100);
    if (late.length !== before) quiet = 0;
    before = late.length;
  }
  await pause(200);
  const sorted = late.sort((a, b) => a - b);
  const at = (part) => sorted[Math.floor(part * (sorted.length - 1))];
  const told = { count: sorted.length, awaited: count, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1) };
  late = [];
  return told;
}

const began = Date.now();
await add(few + many + all, jobs, () => began + day);
const filled = (Date.now() - began) / 1000;
await pause(1000);

const told = { stored: jobs, filled_s: filled };
let from = Date.now() + 4000;
await add(0, few, (i) => from + 50 * i);
told.few = await heard(few);
from = Date.now() + 5000 + many / 2;
await add(few, few + many, () => from);
told.many = await heard(many);
from = Date.now() + 5000 + all / 2;
await add(few + many, few + many + all, () => from);
if (Date.now() > from) throw new Error('the jobs were not stored before their instant');
told.all = await heard(all);
let operations = 0;
let cursor = '0';
do {
  const [next, keys] = await redis.scan(cursor, 'MATCH', 'op:*', 'COUNT', 10000);
  operations += keys.length;
  cursor = next;
} while (cursor !== '0');
told.operations = operations;
told.doubled = doubled;
console.log(JSON.stringify(told));
process.exit(0);
