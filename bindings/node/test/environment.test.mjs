// `process.env` is the environment, wherever it is another than the process's.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test from 'node:test';
import { Worker } from 'node:worker_threads';

import { WorkOS } from 'workos-mfa';

import { pair } from './support.mjs';

/** What a worker with this environment answers to the source. */
async function inWorker(source, env) {
  const worker = new Worker(`const { parentPort } = require('node:worker_threads'); const { WorkOS } = require('workos-mfa'); ${source}`, {
    eval: true,
    env,
  });
  const [message] = await once(worker, 'message');
  await worker.terminate();
  return message;
}

test('what is assigned to process.env counts from then on', async (t) => {
  const { emulator } = await pair(t);
  const variables = { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url, WORKOS_REQUEST_TIMEOUT: '5' };
  t.after(() => Object.keys(variables).forEach((name) => delete process.env[name]));
  assert.throws(() => new WorkOS(), { name: 'ConfigError' });
  Object.assign(process.env, variables);
  assert.match((await new WorkOS().mfa.enrollFactor({ type: 'generic_otp' })).id, /^auth_factor_/);
  process.env.WORKOS_REQUEST_TIMEOUT = 'soon';
  assert.throws(() => new WorkOS(), { name: 'ConfigError', message: /WORKOS_REQUEST_TIMEOUT/ });
});

test('a worker has the environment that it was given, and no other', async (t) => {
  const { emulator } = await pair(t);
  const enrol = `new WorkOS().mfa.enrollFactor({ type: 'generic_otp' }).then(({ type }) => parentPort.postMessage(type));`;
  assert.equal(await inWorker(enrol, { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url }), 'generic_otp');
  const assigning = `process.env.WORKOS_API_KEY = '${emulator.apiKey}'; process.env.WORKOS_BASE_URL = '${emulator.url}'; ${enrol}`;
  assert.equal(await inWorker(assigning, {}), 'generic_otp');
  assert.equal(emulator.factors().length, 2);
  const make = `try { new WorkOS(); parentPort.postMessage('made'); } catch (error) { parentPort.postMessage(error.message); }`;
  process.env.WORKOS_API_KEY = emulator.apiKey;
  t.after(() => delete process.env.WORKOS_API_KEY);
  assert.match(await inWorker(make, {}), /there is no API key/);
});

test('the proxy of the environment is that of process.env', async (t) => {
  const asked = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url);
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => proxy.close());
  const call = `new WorkOS('sk_test', { maxRetries: 0 }).mfa.getFactor('auth_factor_1').catch(({ kind }) => parentPort.postMessage(kind));`;
  const kind = await inWorker(call, { HTTPS_PROXY: `http://127.0.0.1:${proxy.address().port}` });
  assert.deepEqual([kind, asked], ['connect', ['api.workos.com:443']]);
});
