// The README's handlers, under the frameworks that they are for: an upstream status is not the response's.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';

import express from 'express';
import Fastify from 'fastify';
import { WorkOS } from 'workos-mfa';
import { Emulator } from 'workos-mfa/testing';

// Compiled from the README.
import { prepare as prepareExpress } from './express.mjs';
import { prepare as prepareFastify } from './fastify.mjs';

async function refused(t) {
  const emulator = await Emulator.start();
  t.after(() => emulator.stop());
  return new WorkOS('sk_wrong', { baseUrl: emulator.url });
}

const read = (workos) => () => workos.mfa.getFactor('auth_factor_1');

async function express_(t, prepare) {
  const app = express().set('env', 'test');
  app.get('/', read(await refused(t)));
  prepare(app);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  return fetch(`http://127.0.0.1:${server.address().port}/`);
}

test('Express: without a handler the upstream 401 is the response, with that of the README it is a 502', async (t) => {
  const without = await express_(t, () => {});
  assert.equal(without.status, 401);
  // Frameworks copy an error's `headers` into their response. The upstream's are not for the visitor.
  assert.equal(without.headers.get('x-request-id'), null);
  const response = await express_(t, prepareExpress);
  assert.equal(response.status, 502);
  assert.doesNotMatch(await response.text(), /sk_|Unauthorized|workos/i);
});

async function fastify(t, prepare) {
  const app = Fastify();
  t.after(() => app.close());
  prepare(app);
  const call = read(await refused(t));
  app.get('/', call);
  app.get('/other', () => Promise.reject(Object.assign(new Error('teapot'), { statusCode: 418 })));
  return app;
}

test('Fastify: without a handler the upstream 401 is the response, with that of the README it is a 502', async (t) => {
  const without = await fastify(t, () => {});
  const bare = await without.inject('/');
  assert.deepEqual([bare.statusCode, bare.headers['x-request-id']], [401, undefined]);
  const app = await fastify(t, prepareFastify);
  const response = await app.inject('/');
  assert.equal(response.statusCode, 502);
  assert.doesNotMatch(response.body, /sk_|Unauthorized|workos/i);
  assert.equal((await app.inject('/other')).statusCode, 418);
});
