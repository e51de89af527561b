// What the package takes beside CPU time: memory, time before the first call, room on the disk.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

import { median } from './stats.mjs';
import { withWorkers } from './subprocess.mjs';

const MOST_READY_MS = 10;
const MOST_NATIVE_MB = 4;
const MOST_RESIDENT = 1 / 3;

const megabytes = (bytes) => bytes / 1e6;

/** Memory after many calls at 32 at a time, over what Node.js itself holds. */
export async function resident(setting, effort, wanted, report) {
  const names = ['resident c32 / fetch', 'resident c32 with Node.js'];
  if (!names.some(wanted)) return;
  const held = await withWorkers(setting, ['bare', 'ours', 'fetch', 'vendor'], 'get', 32, async (workers) => {
    const held = {};
    for (const { client, process } of workers) {
      await process.ask(effort.calls * effort.rounds);
      held[client] = Number(await process.ask('resident'));
    }
    return held;
  });
  const over = (client) => megabytes(held[client] - held.bare);
  if (wanted(names[0])) {
    const note = `over Node.js itself: ${over('ours').toFixed(1)} against ${over('fetch').toFixed(1)} MB; the vendor's ${over('vendor').toFixed(1)} MB`;
    report.add({ name: names[0], values: [over('ours') / over('fetch')], unit: 'ratio', most: MOST_RESIDENT, note });
  }
  if (wanted(names[1])) {
    const note = ['bare', 'fetch', 'vendor'].map((client) => `${client} ${megabytes(held[client]).toFixed(0)} MB`).join(', ');
    report.add({ name: names[1], values: [megabytes(held.ours)], unit: 'megabytes', note });
  }
}

const PROGRAMS = {
  bare: '',
  ours: "const { WorkOS } = require('workos-mfa'); new WorkOS('sk_test').mfa;",
  vendor: "const { WorkOS } = require('@workos-inc/node'); new WorkOS('sk_test').multiFactorAuth;",
};

/** The milliseconds from the start of a program to its end, the client being made, over those of an empty program. */
export function ready({ node, installed }, effort, wanted, report) {
  const name = 'ready over bare Node.js';
  if (!wanted(name)) return;
  const times = { bare: [], ours: [], vendor: [] };
  const folders = { bare: installed, ours: installed, vendor: import.meta.dirname };
  // The first round is for the disk cache.
  for (let round = 0; round <= effort.starts; round += 1) {
    for (const [program, source] of Object.entries(PROGRAMS)) {
      const began = performance.now();
      execFileSync(node, ['--input-type=commonjs', '--eval', source], { cwd: folders[program], stdio: 'inherit' });
      if (round > 0) times[program].push(performance.now() - began);
    }
  }
  const over = (program) => times[program].map((time, round) => time - times.bare[round]);
  const note = `the vendor's ${median(over('vendor')).toFixed(1)} ms; bare ${median(times.bare).toFixed(1)} ms`;
  report.add({ name, values: over('ours'), unit: 'milliseconds', most: MOST_READY_MS, note });
}

export function size({ native }, wanted, report) {
  const name = 'native file';
  if (!wanted(name)) return;
  report.add({ name, values: [megabytes(statSync(native).size)], unit: 'megabytes', most: MOST_NATIVE_MB, note: 'as it is shipped, stripped' });
}
