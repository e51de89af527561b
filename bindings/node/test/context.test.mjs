// `AsyncLocalStorage` in what is called back: the subscribers and the token provider.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import test from 'node:test';

import { WorkOS } from 'workos-mfa';

import { pair } from './support.mjs';

const CHANNELS = ['workos-mfa:start', 'workos-mfa:attempt', 'workos-mfa:call'];

test('subscribers are in the context of the call that they hear of', async (t) => {
  const { workos } = await pair(t);
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  const storage = new AsyncLocalStorage();
  const heard = new Map();
  const onEvent = (event, channel) => heard.set(`${storage.getStore()} ${channel}`, event.callId);
  CHANNELS.forEach((name) => subscribe(name, onEvent));
  t.after(() => CHANNELS.forEach((name) => unsubscribe(name, onEvent)));
  const requests = Array.from({ length: 10 }, (_, index) => `request ${index}`);
  await Promise.all(requests.map((request) => storage.run(request, () => workos.mfa.getFactor(id))));
  for (const request of requests) {
    const ids = CHANNELS.map((name) => heard.get(`${request} ${name}`));
    assert.ok(ids[0] > 0 && ids.every((callId) => callId === ids[0]), `${request}: ${ids}`);
  }
  assert.equal(heard.size, 30);
  assert.equal(new Set(heard.values()).size, 10);
});

test('an aborted call is heard of in its context', async (t) => {
  const { emulator, workos } = await pair(t);
  emulator.inject('getFactor', { kind: 'hang' });
  const storage = new AsyncLocalStorage();
  const heard = [];
  const onCall = () => heard.push(storage.getStore());
  subscribe('workos-mfa:call', onCall);
  t.after(() => unsubscribe('workos-mfa:call', onCall));
  const giveUp = new AbortController();
  const call = storage.run('its own', () => workos.mfa.getFactor('auth_factor_1', { signal: giveUp.signal }));
  storage.run("the aborter's", () => giveUp.abort());
  await assert.rejects(call, { name: 'AbortError' });
  assert.deepEqual(heard, ['its own']);
});

test('a token provider is in the context of the call that it is asked for', async (t) => {
  const { emulator } = await pair(t);
  const storage = new AsyncLocalStorage();
  const asked = [];
  const tokenProvider = async () => {
    asked.push(storage.getStore());
    await null;
    asked.push(storage.getStore());
    return emulator.apiKey;
  };
  const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider });
  await Promise.all(['a', 'b', 'c'].map((tenant) => storage.run(tenant, () => workos.mfa.enrollFactor({ type: 'generic_otp' }))));
  assert.deepEqual(asked.sort(), ['a', 'a', 'b', 'b', 'c', 'c']);
});
