import assert from 'node:assert/strict';
import test from 'node:test';

import { WorkOS } from 'workos-mfa';
import { Emulator, totpCode } from 'workos-mfa/testing';

import { pair } from './support.mjs';

test('codes agree with RFC 6238, appendix B', () => {
  // The RFC's secret is the ASCII text 12345678901234567890; its codes have eight digits, of which these are the last six.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  assert.equal(totpCode(secret, new Date(59_000)), '287082');
  assert.equal(totpCode(secret, new Date(1_111_111_109_000)), '081804');
  assert.throws(() => totpCode('not base32!'), /Base32/);
});

test('every fault does what it says', async (t) => {
  const { emulator, workos } = await pair(t, { maxRetries: 0, attemptTimeoutMs: 300 });
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  const outcomes = {
    hang: { kind: 'timeout' },
    'reset-before-reading': { kind: 'transport' },
    'reset-after-reading': { kind: 'transport' },
    'cut-body': { kind: 'transport' },
    'stall-body': { kind: 'timeout' },
    garbage: { kind: 'transport' },
  };
  for (const [kind, outcome] of Object.entries(outcomes)) {
    emulator.inject('getFactor', { kind });
    await assert.rejects(workos.mfa.getFactor(id), outcome, kind);
  }
  emulator.inject('getFactor', { kind: 'delay', delayMs: 1 });
  assert.equal((await workos.mfa.getFactor(id)).id, id);
  assert.throws(() => emulator.inject('getFactor', { kind: 'earthquake' }), /not a fault/);
  assert.throws(() => emulator.inject('get', { kind: 'hang' }), /no operation/);
});

test('factors can be looked at without their secrets, counted and forgotten', async (t) => {
  const { emulator, workos } = await pair(t);
  const { id, createdAt, totp } = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'a', userId: 'user_1' });
  assert.deepEqual(emulator.factors(), [{ id, type: 'totp', userId: 'user_1', createdAt }]);
  assert.ok(!JSON.stringify(emulator.factors()).includes(totp.secret));
  assert.deepEqual([emulator.requests('enrollFactor'), emulator.requests('getFactor'), emulator.requests()], [1, 0, 1]);
  emulator.reset();
  assert.deepEqual([emulator.factors(), emulator.requests()], [[], 0]);
});

test('options are kept to', async (t) => {
  await assert.rejects(Emulator.start({ host: '0.0.0.0' }), /other machines/);
  const emulator = await Emulator.start({ apiKeys: ['sk_one', 'sk_two'] });
  t.after(() => emulator.stop());
  assert.equal(emulator.apiKey, 'sk_one');
  await new WorkOS('sk_two', { baseUrl: emulator.url }).mfa.enrollFactor({ type: 'generic_otp' });
  const stranger = new WorkOS('sk_three', { baseUrl: emulator.url });
  await assert.rejects(stranger.mfa.enrollFactor({ type: 'generic_otp' }), { status: 401 });
});
