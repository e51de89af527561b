import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import test from 'node:test';

import { pair } from './support.mjs';

test('subscribers hear of attempts and calls, in order, and only while they listen', async (t) => {
  const { emulator, workos } = await pair(t);
  const events = [];
  const onAttempt = (event) => events.push(['attempt', event]);
  const onCall = (event) => events.push(['call', event]);
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  subscribe('workos-mfa:attempt', onAttempt);
  subscribe('workos-mfa:call', onCall);
  emulator.inject('getFactor', { kind: 'status', status: 503 });
  await workos.mfa.getFactor(id);
  await assert.rejects(workos.mfa.deleteFactor('auth_factor_1'));
  unsubscribe('workos-mfa:attempt', onAttempt);
  unsubscribe('workos-mfa:call', onCall);
  await workos.mfa.getFactor(id);

  const short = events.map(([what, { operation, attempt, attempts, status, errorKind, outcome }]) =>
    [what, operation, attempt ?? attempts, status, errorKind, outcome].join(' ').trim(),
  );
  assert.deepEqual(short, [
    'attempt get_factor 1 503 server',
    'attempt get_factor 2 200',
    'call get_factor 2 200',
    'attempt delete_factor 1 404 not_found',
    'call delete_factor 1 404 not_found rejected',
  ]);
  assert.ok(events[0][1].retryInMs >= 0 && events[0][1].elapsedMs > 0 && events[0][1].requestId);
});

/** What is heard on all channels until the test is over. */
function listen(t) {
  const heard = [];
  const listeners = ['start', 'attempt', 'call'].map((what) => [`workos-mfa:${what}`, (event) => heard.push({ what, ...event })]);
  listeners.forEach(([name, listener]) => subscribe(name, listener));
  t.after(() => listeners.forEach(([name, listener]) => unsubscribe(name, listener)));
  return heard;
}

test('a call has a start and an end with the same number, also if its arguments are wrong', async (t) => {
  const { emulator, workos } = await pair(t);
  const heard = listen(t);
  await assert.rejects(workos.mfa.getFactor('..'), { kind: 'invalid_request' });
  const [start, end] = heard;
  assert.deepEqual(start, { what: 'start', callId: start.callId, operation: 'get_factor' });
  const { elapsedMs, ...rest } = end;
  assert.deepEqual(rest, { ...start, what: 'call', attempts: 0, errorKind: 'invalid_request', outcome: 'not_sent' });
  assert.ok(elapsedMs >= 0);
  assert.equal(heard.length, 2);
  assert.equal(emulator.requests(), 0);
});

test('a call that is aborted before it begins sends nothing and has its events', async (t) => {
  const { emulator, workos } = await pair(t);
  const heard = listen(t);
  await assert.rejects(workos.mfa.deleteFactor('auth_factor_1', { signal: AbortSignal.abort() }), { outcome: 'not_sent' });
  const { callId } = heard[0];
  assert.deepEqual(
    heard.map(({ elapsedMs, ...event }) => event),
    [
      { what: 'start', callId, operation: 'delete_factor' },
      { what: 'call', callId, operation: 'delete_factor', attempts: 0, errorKind: 'cancelled', outcome: 'not_sent' },
    ],
  );
  assert.equal(emulator.requests(), 0);
});

test('a call that is aborted under way has its end, once', async (t) => {
  const { emulator, workos } = await pair(t);
  emulator.inject('getFactor', { kind: 'status', status: 503 });
  emulator.inject('getFactor', { kind: 'hang' });
  const heard = listen(t);
  const giveUp = new AbortController();
  const call = workos.mfa.getFactor('auth_factor_1', { signal: giveUp.signal });
  while (emulator.requests() < 2) await new Promise(setImmediate);
  giveUp.abort();
  await assert.rejects(call, { name: 'AbortError', outcome: 'unknown' });
  await workos.close();
  assert.deepEqual(heard.map(({ what }) => what), ['start', 'attempt', 'call']);
  const { elapsedMs, ...end } = heard[2];
  assert.deepEqual(end, { what: 'call', callId: heard[0].callId, operation: 'get_factor', attempts: 2, errorKind: 'cancelled', outcome: 'unknown' });
  assert.ok(elapsedMs > 0);
});
