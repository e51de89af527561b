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
