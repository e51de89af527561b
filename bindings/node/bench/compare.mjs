// What a call costs with this package, as a part of what it costs with another.
//
// All make it against the same server, in turns, each in a process of its own. A ratio is formed within a round, so what disturbs the
// machine disturbs both sides of it.
import { median } from './stats.mjs';
import { withWorkers } from './subprocess.mjs';

const CALLS = ['get', 'enroll', 'delete'];
/** At most this part of the other's CPU time, at each concurrency. */
const MOST = [
  [1, { vendor: 0.25, undici: 1, fetch: undefined }],
  [32, { vendor: 0.12, undici: 0.4, fetch: undefined }],
];

export async function compare(setting, effort, wanted, report) {
  for (const call of CALLS) {
    for (const [concurrency, most] of MOST) {
      const rows = Object.entries(most)
        .map(([other, most]) => ({ name: `${call} c${concurrency} / ${other}`, other, most }))
        .filter(({ name }) => wanted(name));
      if (rows.length === 0) continue;
      // Many at a time are quicker, and the ends of a batch, when few are at work, must not count.
      const calls = concurrency === 1 ? effort.calls : effort.calls * 4;
      const costs = await measure(setting, call, concurrency, ['ours', ...rows.map(({ other }) => other)], effort.rounds, calls);
      for (const { name, other, most } of rows) {
        report.add({
          name,
          values: costs.ours.map((ours, round) => ours / costs[other][round]),
          unit: 'ratio',
          most,
          note: `${median(costs.ours).toFixed(1)} against ${median(costs[other]).toFixed(1)} us of CPU per call`,
        });
      }
    }
  }
}

/** The microseconds of CPU per call of each client, round by round. */
function measure(setting, call, concurrency, clients, rounds, calls) {
  return withWorkers(setting, clients, call, concurrency, async (workers) => {
    const costs = Object.fromEntries(clients.map((client) => [client, []]));
    for (const { process } of workers) {
      // Connections are made, code is compiled, and memory is where it will stay.
      await process.ask(calls * 2);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { client, process } of workers) {
        costs[client].push(Number(await process.ask(calls)) / calls);
      }
      // Who comes first changes, so that going first is nobody's advantage.
      workers.push(workers.shift());
    }
    return costs;
  });
}
