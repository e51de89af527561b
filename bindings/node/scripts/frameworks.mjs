// Tests the installed package within the test runners, web frameworks and bundler that people use it with.
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * They are found in a folder above, and the package alone in the folder itself: what it needs must come with it, and what it is tested with
 * is not installed anew.
 */
function lay({ folder, target, consumer }) {
  const above = join(target, 'frameworks');
  const here = join(above, 'consumer');
  rmSync(above, { recursive: true, force: true });
  mkdirSync(here, { recursive: true });
  symlinkSync(join(folder, 'frameworks/node_modules'), join(above, 'node_modules'), 'junction');
  cpSync(join(consumer, 'node_modules'), join(here, 'node_modules'), { recursive: true });
  cpSync(join(folder, 'test/frameworks'), here, { recursive: true });
  return here;
}

/** A script of an installed package. */
const bin = (folder, ...path) => join(folder, 'frameworks/node_modules', ...path);

export function testFrameworks(at) {
  const { folder, checkRun } = at;
  const here = lay(at);
  const run = (name, script, args, cwd, env) =>
    checkRun(name, process.execPath, [script, ...args], { cwd, timeout: 120_000, env: { ...process.env, CI: '1', NO_COLOR: '1', ...env } });

  run('the package works in Jest', bin(folder, 'jest/bin/jest.js'), ['--ci'], join(here, 'jest'));
  const vitest = join(dirname(bin(folder, 'vitest/package.json')), 'vitest.mjs');
  for (const pool of ['threads', 'forks', 'vmThreads', 'vmForks']) {
    run(`the package works in vitest with ${pool}`, vitest, ['run', `--pool=${pool}`], join(here, 'vitest'));
  }
  const web = join(here, 'web');
  cpSync(join(folder, 'examples/app-backend.mjs'), join(web, 'app-backend.mjs'));
  checkRun('the package works with Express, Fastify, in a bundle and in the backend of an app', process.execPath, ['--test'], {
    cwd: web,
    timeout: 120_000,
    env: { ...process.env, README: join(folder, 'README.md') },
  });
}
