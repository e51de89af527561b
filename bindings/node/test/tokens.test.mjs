import assert from 'node:assert/strict';
import test from 'node:test';

import { AuthenticationError, WorkOS } from 'workos-mfa';

import { pair } from './support.mjs';

test('a provider is asked before every attempt, and may or may not be async', async (t) => {
  const { emulator } = await pair(t);
  let asked = 0;
  for (const tokenProvider of [() => (asked++, emulator.apiKey), async () => (asked++, emulator.apiKey)]) {
    const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider });
    const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
    emulator.inject('getFactor', { kind: 'status', status: 503 });
    const { metadata } = await workos.mfa.getFactorWithMetadata(id);
    assert.equal(metadata.attempts, 2);
  }
  assert.equal(asked, 6);
});

test('what a provider throws is the cause', async (t) => {
  const { emulator } = await pair(t);
  const problem = new RangeError('the vault is closed');
  for (const tokenProvider of [() => { throw problem; }, () => Promise.reject(problem)]) {
    const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider });
    const error = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
    assert.ok(error instanceof AuthenticationError);
    assert.deepEqual([error.outcome, error.status, error.cause], ['not_sent', undefined, problem]);
  }
  assert.equal(emulator.requests(), 0);
});

test('a provider that returns no usable token fails the call', async (t) => {
  const { emulator } = await pair(t);
  for (const token of [undefined, 7, '', 'two words']) {
    const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider: () => token });
    await assert.rejects(workos.mfa.getFactor('auth_factor_1'), { name: 'AuthenticationError', outcome: 'not_sent' });
  }
});

test('a provider that never answers is ended by the timeout or the signal', async (t) => {
  const { emulator } = await pair(t);
  const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider: () => new Promise(() => {}) });
  await assert.rejects(workos.mfa.getFactor('auth_factor_1', { timeoutMs: 50 }), { kind: 'timeout', outcome: 'not_sent' });
  await assert.rejects(workos.mfa.getFactor('auth_factor_1', { signal: AbortSignal.timeout(50) }), { name: 'AbortError' });
});

test('a provider learns that its token was refused, and a new one is used, once', async (t) => {
  const { emulator } = await pair(t);
  const asked = [];
  const tokenProvider = ({ refused }) => (asked.push(refused), refused ? emulator.apiKey : 'sk_outdated');
  const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider, maxRetries: 0 });
  const { metadata } = await workos.mfa.enrollFactorWithMetadata({ type: 'generic_otp' });
  assert.deepEqual([asked, metadata.attempts, emulator.requests()], [[false, true], 2, 2]);

  const stubborn = new WorkOS({ baseUrl: emulator.url, tokenProvider: () => 'sk_outdated' });
  await assert.rejects(stubborn.mfa.getFactor('auth_factor_1'), { kind: 'authentication', status: 401, attempts: 1 });
  assert.equal(emulator.requests(), 3);
});
