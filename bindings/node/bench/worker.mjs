// A process that makes calls and says what they cost it.
//
//   node worker.mjs CLIENT CALL CONCURRENCY URL
//
// Reads a number of calls from each line, makes them, and answers with the microseconds of CPU time that all its threads took for them.
// `resident` asks for the bytes of memory that it holds.
import { createInterface } from 'node:readline';

const [name, call, concurrency, url] = process.argv.slice(2);
const { client } = await import(`./clients/${name}.mjs`);
const make = client(url, call);

async function calls(count) {
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await make();
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, one));
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'resident') {
    console.log(process.memoryUsage().rss);
  } else {
    const before = process.cpuUsage();
    await calls(Number(line));
    const { user, system } = process.cpuUsage(before);
    console.log(user + system);
  }
}
// Its connections would keep the vendor's client alive.
process.exit();
