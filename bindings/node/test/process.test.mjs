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
