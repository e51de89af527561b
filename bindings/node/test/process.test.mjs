import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { Worker } from 'node:worker_threads';

import { pair, script, silentServer } from './support.mjs';

const HANGING = `import { WorkOS } from 'workos-mfa';
  const workos = new WorkOS('sk_test', { baseUrl: process.env.SILENT });
  const calls = Array.from({ length: 50 }, () => workos.mfa.getFactor('auth_factor_1'));`;

test('process.exit ends the process although calls are in flight', async (t) => {
  const server = await silentServer(t);
  const run = await script(`${HANGING} setTimeout(() => process.exit(7), 100);`, { SILENT: server.url });
  assert.deepEqual([run.code, run.stderr], [7, '']);
});

test('an error that is thrown while calls are in flight ends the process', async (t) => {
  const server = await silentServer(t);
  const run = await script(`${HANGING} setTimeout(() => { throw new Error('boom'); }, 100);`, { SILENT: server.url });
  assert.equal(run.code, 1);
  assert.match(run.stderr, /boom/);
});

test('a call in flight keeps the process alive, a client that is idle does not', async (t) => {
  const { emulator } = await pair(t);
  emulator.inject('enrollFactor', { kind: 'delay', delayMs: 200 });
  const env = { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url };
  const source = `import { WorkOS } from 'workos-mfa';
    new WorkOS().mfa.enrollFactor({ type: 'generic_otp' }).then(({ type }) => console.log(type));`;
  assert.deepEqual(await script(source, env), { code: 0, stdout: 'generic_otp\n', stderr: '' });
});

test('an emulator that is not stopped does not keep the process alive', async () => {
  const source = `import { Emulator } from 'workos-mfa/testing'; await Emulator.start(); console.log('started');`;
  assert.deepEqual(await script(source), { code: 0, stdout: 'started\n', stderr: '' });
});

const WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { WorkOS, NotFoundError } = require('workos-mfa');
  const workos = new WorkOS(workerData.key, { baseUrl: workerData.url });
  (async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => workos.mfa.enrollFactor({ type: 'generic_otp' })));
    const error = await workos.mfa.getFactor('auth_factor_1').catch((error) => error);
    parentPort.postMessage([ids.length, error instanceof NotFoundError]);
  })();`;

test('workers make calls of their own, at once and one after the other', async (t) => {
  const { emulator, workos } = await pair(t);
  const workerData = { key: emulator.apiKey, url: emulator.url };
  const work = async () => {
    const worker = new Worker(WORKER, { eval: true, workerData });
    const exited = once(worker, 'exit');
    const [message] = await once(worker, 'message');
    assert.deepEqual(message, [50, true]);
    assert.deepEqual(await exited, [0]);
  };
  await Promise.all([work(), work(), work(), work()]);
  await work();
  assert.equal(emulator.factors().length, 250);
  await workos.mfa.enrollFactor({ type: 'generic_otp' });
});

test('terminating a worker closes the connections of its calls', async (t) => {
  const server = await silentServer(t);
  const source = `const { WorkOS } = require('workos-mfa');
    new WorkOS('sk_test', { baseUrl: require('node:worker_threads').workerData.url }).mfa.getFactor('auth_factor_1');`;
  const worker = new Worker(source, { eval: true, workerData: { url: server.url } });
  const socket = await server.connection();
  const closed = once(socket, 'close');
  await worker.terminate();
  await closed;
});

const BUSY = `const { WorkOS } = require('workos-mfa');
  const { subscribe } = require('node:diagnostics_channel');
  const { workerData, parentPort } = require('node:worker_threads');
  ['start', 'attempt', 'call'].forEach((name) => subscribe('workos-mfa:' + name, () => {}));
  const slow = () => new Promise((resolve) => setTimeout(resolve, 1, workerData.key));
  const workos = new WorkOS({ baseUrl: workerData.url, tokenProvider: slow });
  const again = () => workos.mfa.enrollFactor({ type: 'totp', issuer: 'a', user: 'b' }, { signal: AbortSignal.timeout(20) }).catch(() => {}).then(again);
  for (let n = 0; n < 50; n++) again();
  setTimeout(() => parentPort.postMessage('busy'), 20);`;

test('workers that are terminated in the midst of calls, tokens and events harm nobody', async (t) => {
  const { emulator, workos } = await pair(t);
  for (let round = 0; round < 6; round++) {
    const workers = [1, 2].map(() => new Worker(BUSY, { eval: true, workerData: { key: emulator.apiKey, url: emulator.url } }));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const call = workos.mfa.enrollFactor({ type: 'generic_otp' });
    await Promise.all(workers.map((worker) => worker.terminate()));
    assert.match((await call).id, /^auth_factor_/);
  }
});

test('process.exit within a subscriber or a token provider ends the process as it says', async (t) => {
  const { emulator } = await pair(t);
  const env = { KEY: emulator.apiKey, SERVER: emulator.url };
  const calls = `const options = { baseUrl: process.env.SERVER, ...more };
    const workos = new WorkOS(more.tokenProvider ? undefined : process.env.KEY, options);
    await Promise.allSettled(Array.from({ length: 20 }, () => workos.mfa.getFactor('auth_factor_1')));
    console.log('went on');`;
  const begin = "import { WorkOS } from 'workos-mfa'; import { subscribe } from 'node:diagnostics_channel'; let asked = 0;";
  for (const where of [
    "const more = {}; subscribe('workos-mfa:start', () => process.exit(7));",
    "const more = {}; subscribe('workos-mfa:attempt', () => process.exit(7));",
    "const more = {}; subscribe('workos-mfa:call', () => process.exit(7));",
    'const more = { tokenProvider: () => (asked++ === 5 ? process.exit(7) : process.env.KEY) };',
  ]) {
    assert.deepEqual(await script(`${begin} ${where} ${calls}`, env), { code: 7, stdout: '', stderr: '' }, where);
  }
});

test('two copies of the package, as module registries that are reset make them, keep their calls apart', async (t) => {
  const { emulator } = await pair(t);
  const source = `import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    const load = () => {
      const first = Object.keys(require.cache).filter((path) => path.includes('workos-mfa') && !path.endsWith('.node'));
      first.forEach((path) => delete require.cache[path]);
      return require('workos-mfa');
    };
    const copies = [load(), load(), load()];
    const clients = copies.map(({ WorkOS }) => new WorkOS());
    const users = await Promise.all(clients.flatMap(({ mfa }, n) => Array.from({ length: 20 }, async (_, m) => {
      const userId = 'user_' + n + '_' + m;
      return (await mfa.enrollFactor({ type: 'generic_otp', userId })).userId === userId;
    })));
    const kinds = await Promise.all(clients.map(({ mfa }, n) => mfa.getFactor('auth_factor_1').catch((error) => error instanceof copies[n].NotFoundError)));
    await Promise.all(clients.map((client) => client.close()));
    console.log(new Set(copies).size, users.length, users.every(Boolean), kinds.every((ours) => ours === true));`;
  const env = { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url };
  assert.deepEqual(await script(source, env), { code: 0, stdout: '3 60 true true\n', stderr: '' });
});
