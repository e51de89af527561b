// What a call costs, against the vendor's package, the global fetch and undici.request, in one run.
//
//   cargo xtask bench node                          # all, some minutes
//   cargo xtask bench node -- --quick               # a first look
//   cargo xtask bench node -- --only "get c32"      # the rows whose name holds this
//   cargo xtask bench node -- --json | --check      # for machines; fail if a target is missed
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { npm } from '../scripts/pack.mjs';
import { compare } from './compare.mjs';
import { ready, resident, size } from './footprint.mjs';
import { Report } from './report.mjs';

const { values } = parseArgs({
  options: {
    // Where xtask has put the server, the native file and the tarballs, and where there is room.
    server: { type: 'string' },
    native: { type: 'string' },
    tarball: { type: 'string', multiple: true },
    into: { type: 'string' },
    json: { type: 'boolean' },
    check: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    calls: { type: 'string' },
  },
});

/** The vendor's package and undici need 22.19. The newest of those that came for the tests, or this one. */
function newNode() {
  const folder = join(import.meta.dirname, '../runtimes/node_modules/node-24/bin/node');
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (existsSync(folder)) return folder;
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  throw new Error(`the other packages need Node.js 22.19 or newer; this is ${process.version}`);
}

/** The package as people get it. */
function install(tarballs, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], { cwd: folder });
  return folder;
}

const number = (text, otherwise) => (text === undefined ? otherwise : Number(text));
const effort = {
  rounds: number(values.rounds, values.quick ? 3 : 11),
  calls: number(values.calls, values.quick ? 500 : 2000),
  starts: values.quick ? 7 : 31,
};
const setting = {
  server: values.server,
  node: newNode(),
  native: values.native,
  installed: install(values.tarball, resolve(values.into)),
};
const wanted = (name) => name.includes(values.only);
const report = new Report(!values.json);

await compare(setting, effort, wanted, report);
await resident(setting, effort, wanted, report);
ready(setting, effort, wanted, report);
size(setting, wanted, report);
const met = report.finish();
process.exitCode = values.check && !met ? 1 : 0;
