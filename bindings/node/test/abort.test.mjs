import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import test from 'node:test';

import { AbortError, WorkOS, WorkOSError } from 'workos-mfa';

import { pair, silentServer } from './support.mjs';

test('an aborted signal costs no request', async (t) => {
  const { emulator, workos } = await pair(t);
  const reason = new Error('no longer wanted');
  const error = await workos.mfa.getFactor('auth_factor_1', { signal: AbortSignal.abort(reason) }).then(assert.fail, (error) => error);
  assert.ok(error instanceof AbortError && error instanceof WorkOSError);
  assert.deepEqual([error.name, error.kind, error.outcome, error.cause], ['AbortError', 'cancelled', 'not_sent', reason]);
  assert.equal(emulator.requests(), 0);
});

test('aborting closes the connection and rejects with the reason as cause', async (t) => {
  const server = await silentServer(t);
  const workos = new WorkOS('sk_test', { baseUrl: server.url });
  for (const call of [
    (signal) => workos.mfa.getFactor('auth_factor_1', { signal }),
    (signal) => workos.mfa.deleteFactor('auth_factor_1', { signal }),
    (signal) => workos.mfa.enrollFactor({ type: 'generic_otp' }, { signal }),
  ]) {
    const giveUp = new AbortController();
    const running = call(giveUp.signal).then(assert.fail, (error) => error);
    const socket = await server.connection();
    const closed = once(socket, 'close');
    giveUp.abort('enough');
    const error = await running;
    assert.deepEqual([error.name, error.kind, error.outcome, error.cause], ['AbortError', 'cancelled', 'unknown', 'enough']);
    await closed;
  }
});

test('AbortSignal.timeout works, and its TimeoutError is the cause', async (t) => {
  const { emulator, workos } = await pair(t);
  emulator.inject('getFactor', { kind: 'hang' });
  const error = await workos.mfa.getFactor('auth_factor_1', { signal: AbortSignal.timeout(30) }).then(assert.fail, (error) => error);
  assert.equal(error.name, 'AbortError');
  assert.equal(error.cause.name, 'TimeoutError');
});

test('a call leaves no listener on its signal', async (t) => {
  const { workos } = await pair(t);
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args) => (listeners++, addEventListener.apply(signal, args));
  signal.removeEventListener = (...args) => (listeners--, removeEventListener.apply(signal, args));
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' }, { signal });
  await assert.rejects(workos.mfa.getFactor('auth_factor_1', { signal }), { kind: 'not_found' });
  await assert.rejects(workos.mfa.getFactor('..', { signal }), { kind: 'invalid_request' });
  await workos.mfa.deleteFactor(id, { signal });
  assert.equal(listeners, 0);
});

test('aborting after the end changes nothing', async (t) => {
  const { workos } = await pair(t);
  const giveUp = new AbortController();
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' }, { signal: giveUp.signal });
  giveUp.abort();
  assert.equal((await workos.mfa.getFactor(id)).id, id);
});

test('what is aborted at once either was not sent, or says that it may have been', async (t) => {
  const { emulator, workos } = await pair(t);
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const giveUp = new AbortController();
      const call = workos.mfa.enrollFactor({ type: 'generic_otp' }, { signal: giveUp.signal });
      giveUp.abort();
      return (await call.then(assert.fail, (error) => error)).outcome;
    }),
  );
  const notSent = outcomes.filter((outcome) => outcome === 'not_sent').length;
  assert.equal(notSent + outcomes.filter((outcome) => outcome === 'unknown').length, 200);
  assert.ok(notSent > 0);
  assert.ok(emulator.requests() <= 200 - notSent, `${emulator.requests()} requests, ${notSent} not sent`);
});

test('an abort between two attempts, or before there is a token, says what is known', async (t) => {
  const { emulator, workos } = await pair(t);
  const cases = [
    [503, 'unknown'],
    [429, 'rejected'],
  ];
  for (const [status, outcome] of cases) {
    emulator.reset();
    // It waits for longer than the test may take.
    emulator.inject('getFactor', { kind: 'status', status, headers: { 'retry-after': '50' } });
    const giveUp = new AbortController();
    const waiting = attempted();
    const call = workos.mfa.getFactor('auth_factor_1', { signal: giveUp.signal }).then(assert.fail, (error) => error);
    await waiting;
    giveUp.abort();
    const error = await call;
    assert.deepEqual([error.name, error.outcome, error.attempts, emulator.requests()], ['AbortError', outcome, 1, 1]);
    assert.ok(error.elapsedMs > 0);
  }

  emulator.reset();
  const giveUp = new AbortController();
  const asked = resolvers();
  const tokenProvider = () => (asked.resolve(), new Promise(() => {}));
  const withProvider = new WorkOS({ baseUrl: emulator.url, tokenProvider });
  const call = withProvider.mfa.deleteFactor('auth_factor_1', { signal: giveUp.signal }).then(assert.fail, (error) => error);
  await asked.promise;
  giveUp.abort();
  const error = await call;
  assert.deepEqual([error.name, error.outcome, error.attempts, emulator.requests()], ['AbortError', 'not_sent', 1, 0]);
  // The provider never settles, and nothing waits for it.
  await withProvider.close();
});

test('an abort within the token provider sends nothing', async (t) => {
  const { emulator } = await pair(t);
  const giveUp = new AbortController();
  let asked = 0;
  const tokenProvider = () => (asked++, giveUp.abort('enough'), emulator.apiKey);
  const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider });
  const calls = Array.from({ length: 3 }, () => workos.mfa.deleteFactor('auth_factor_1', { signal: giveUp.signal }));
  const errors = await Promise.all(calls.map((call) => call.then(assert.fail, (error) => error)));
  assert.deepEqual(new Set(errors.map(({ name, outcome, cause }) => `${name} ${outcome} ${cause}`)), new Set(['AbortError not_sent enough']));
  await workos.close();
  assert.deepEqual([asked, emulator.requests()], [1, 0]);
});

/** When the next attempt has ended. */
function attempted() {
  return new Promise((resolve) => {
    const heard = () => {
      unsubscribe('workos-mfa:attempt', heard);
      resolve();
    };
    subscribe('workos-mfa:attempt', heard);
  });
}

/** Node.js 20 has no `Promise.withResolvers`. */
function resolvers() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}
