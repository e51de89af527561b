// One caller's mistake is that caller's alone.
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import test from 'node:test';

import { ConfigError, InvalidRequestError, WorkOS } from 'workos-mfa';

import { pair, silentServer } from './support.mjs';

test('a wrong signal costs no request, and other calls and close() go on', async (t) => {
  const { emulator, workos } = await pair(t);
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  const sent = emulator.requests();
  const wrong = [new AbortController(), {}, 'signal', 7, true, { aborted: false }, { aborted: false, addEventListener() {} }];
  const others = Array.from({ length: 20 }, () => workos.mfa.getFactor(id));
  for (const signal of wrong) {
    for (const call of [
      () => workos.mfa.enrollFactor({ type: 'generic_otp' }, { signal }),
      () => workos.mfa.getFactor(id, { signal }),
      () => workos.mfa.deleteFactor(id, { signal }),
    ]) {
      const error = await call().then(assert.fail, (error) => error);
      assert.ok(error instanceof InvalidRequestError, `${error}`);
      assert.deepEqual([error.fieldErrors[0].field, error.outcome], ['signal', 'not_sent']);
    }
  }
  assert.equal((await Promise.all(others)).length, 20);
  await workos.close();
  assert.equal(emulator.requests(), sent + 20);
  assert.equal(emulator.factors().length, 1);
});

test('a signal that throws is the problem of its own call', async (t) => {
  const { emulator, workos } = await pair(t);
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  const warnings = [];
  const onWarning = (warning) => warnings.push(warning.message);
  process.on('warning', onWarning);
  t.after(() => process.off('warning', onWarning));
  const broken = new Error('a broken signal');
  const fail = () => { throw broken; };
  const cannotListen = { aborted: false, addEventListener: fail, removeEventListener: fail };
  const own = await workos.mfa.deleteFactor(id, { signal: cannotListen }).then(assert.fail, (error) => error);
  assert.equal(own, broken);
  assert.equal(emulator.requests('deleteFactor'), 0);

  const cannotLetGo = { aborted: false, addEventListener() {}, removeEventListener: fail };
  const others = Array.from({ length: 20 }, () => workos.mfa.getFactor(id));
  const read = workos.mfa.getFactor(id, { signal: cannotLetGo });
  const more = Array.from({ length: 20 }, () => workos.mfa.getFactor(id));
  assert.equal((await read).id, id);
  assert.equal((await Promise.all([...others, ...more])).length, 40);
  await workos.close();
  assert.deepEqual(warnings, ['a broken signal']);
});

test('a subscriber that throws harms no call', async (t) => {
  const { workos } = await pair(t);
  const thrown = [];
  const fail = () => { throw new Error('a broken subscriber'); };
  const onUncaught = (error) => thrown.push(error.message);
  const channels = ['workos-mfa:start', 'workos-mfa:attempt', 'workos-mfa:call'];
  // The test runner has a listener of its own, which would fail the test.
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', onUncaught);
  channels.forEach((name) => subscribe(name, fail));
  t.after(() => {
    channels.forEach((name) => unsubscribe(name, fail));
    process.off('uncaughtException', onUncaught);
    listeners.forEach((listener) => process.on('uncaughtException', listener));
  });
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  const all = await Promise.all(Array.from({ length: 10 }, () => workos.mfa.getFactor(id)));
  assert.deepEqual(new Set(all.map((factor) => factor.id)), new Set([id]));
  await workos.close();
  assert.deepEqual([thrown.length, new Set(thrown)], [33, new Set(['a broken subscriber'])]);
});

test('a subscriber that closes the client, or aborts, ends the call before a request', async (t) => {
  const { emulator, workos } = await pair(t);
  const giveUp = new AbortController();
  const meddle = { abort: () => giveUp.abort(), close: () => void workos.close() };
  const failures = [];
  for (const step of Object.values(meddle)) {
    subscribe('workos-mfa:start', step);
    const call = workos.mfa.deleteFactor('auth_factor_1', step === meddle.abort ? { signal: giveUp.signal } : {});
    unsubscribe('workos-mfa:start', step);
    failures.push(await call.then(assert.fail, (error) => error));
  }
  assert.deepEqual(failures.map(({ name, outcome }) => [name, outcome]), [['AbortError', 'not_sent'], ['ConfigError', 'not_sent']]);
  assert.ok(failures[1] instanceof ConfigError);
  assert.equal(emulator.requests(), 0);
});

test('one signal may be that of many calls', async (t) => {
  const server = await silentServer(t);
  const workos = new WorkOS('sk_test', { baseUrl: server.url });
  const warnings = [];
  const onWarning = (warning) => warnings.push(warning.name);
  process.on('warning', onWarning);
  t.after(() => process.off('warning', onWarning));
  const giveUp = new AbortController();
  const calls = Array.from({ length: 40 }, () => workos.mfa.getFactor('auth_factor_1', { signal: giveUp.signal }));
  await server.connection();
  giveUp.abort();
  const ended = await Promise.all(calls.map((call) => call.then(assert.fail, (error) => error.name)));
  assert.deepEqual(new Set(ended), new Set(['AbortError']));
  await workos.close();
  assert.deepEqual(warnings, []);
});
