import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { EnrolledTotp, ReplyHeaders, WorkOS } from 'workos-mfa';
import { Emulator, totpCode } from 'workos-mfa/testing';

import { pair, script } from './support.mjs';

test('a totp factor is enrolled, read and deleted', async (t) => {
  const { emulator, workos } = await pair(t);
  const userId = 'user_01E4ZCR3C56J083X43JQXF3JK5';
  const enrolled = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo Corp', user: 'alan@example.com', userId });
  assert.match(enrolled.id, /^auth_factor_[0-9A-Z]{26}$/);
  assert.equal(enrolled.userId, userId);
  assert.match(enrolled.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.ok(enrolled.totp instanceof EnrolledTotp);
  assert.match(enrolled.totp.qrCode, /^data:image\/png;base64,/);
  assert.match(enrolled.totp.uri, /^otpauth:\/\/totp\/Foo%20Corp:/);
  assert.match(totpCode(enrolled.totp.secret), /^\d{6}$/);

  const read = await workos.mfa.getFactor(enrolled.id);
  assert.deepEqual(read, {
    object: 'authentication_factor',
    id: enrolled.id,
    type: 'totp',
    userId,
    totp: { issuer: 'Foo Corp', user: 'alan@example.com' },
    createdAt: enrolled.createdAt,
    updatedAt: enrolled.updatedAt,
  });
  assert.equal(await workos.mfa.deleteFactor(enrolled.id), undefined);
  assert.deepEqual(emulator.factors(), []);
});

test('sms and generic_otp factors have just what they have', async (t) => {
  const { workos } = await pair(t);
  const sms = await workos.mfa.enrollFactor({ type: 'sms', phoneNumber: '+15555555555' });
  assert.deepEqual(sms.sms, { phoneNumber: '+15555555555' });
  assert.ok(!('totp' in sms) && !('userId' in sms));
  const otp = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  assert.deepEqual(Object.keys(otp), ['object', 'id', 'type', 'createdAt', 'updatedAt']);
});

test('JSON.stringify of a factor is complete', async (t) => {
  const { workos } = await pair(t);
  const factor = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'alan' });
  const { issuer, user, secret, qrCode, uri } = factor.totp;
  assert.ok(secret && qrCode && uri);
  assert.deepEqual(JSON.parse(JSON.stringify(factor)), { ...factor, totp: { issuer, user, secret, qrCode, uri } });
});

test('the twins return metadata', async (t) => {
  const { emulator, workos } = await pair(t);
  emulator.inject('getFactor', { kind: 'status', status: 503 });
  const { value, metadata } = await workos.mfa.enrollFactorWithMetadata({ type: 'generic_otp' });
  assert.deepEqual([metadata.status, metadata.attempts], [201, 1]);
  const read = await workos.mfa.getFactorWithMetadata(value.id);
  assert.deepEqual([read.value.id, read.metadata.status, read.metadata.attempts], [value.id, 200, 2]);
  assert.match(read.metadata.requestId, /^req_/);
  assert.ok(read.metadata.elapsedMs > 0);
  const deleted = await workos.mfa.deleteFactorWithMetadata(value.id);
  assert.deepEqual([deleted.value, deleted.metadata.attempts], [undefined, 1]);
});

test('options of a call go before those of the client', async (t) => {
  const { emulator, workos } = await pair(t);
  emulator.inject('getFactor', { kind: 'status', status: 503 });
  await assert.rejects(workos.mfa.getFactor('auth_factor_1', { maxRetries: 0 }), { kind: 'server', attempts: 1 });
  emulator.inject('getFactor', { kind: 'hang' });
  await assert.rejects(workos.mfa.getFactor('auth_factor_1', { timeoutMs: 50 }), { name: 'RequestTimeoutError' });
  emulator.inject('getFactor', { kind: 'hang' });
  await assert.rejects(workos.mfa.getFactor('auth_factor_1', { attemptTimeoutMs: 50, maxRetries: 0 }), { kind: 'timeout' });
});

test('headers may be an object, a Headers, a Map or pairs', async (t) => {
  const { workos } = await pair(t);
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  for (const headers of [{ 'x-a': '1' }, new Headers({ 'x-a': '1' }), new Map([['x-a', '1']]), [['x-a', '1']]]) {
    assert.equal((await workos.mfa.getFactor(id, { headers })).id, id);
  }
});

test('require and import give the same classes', () => {
  const required = createRequire(import.meta.url)('workos-mfa');
  assert.equal(required.WorkOS, WorkOS);
});

test('what is left out comes from the environment', async (t) => {
  const { emulator } = await pair(t);
  const env = { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url, WORKOS_REQUEST_TIMEOUT: '5' };
  const source = `import { WorkOS } from 'workos-mfa';
    console.log((await new WorkOS().mfa.enrollFactor({ type: 'generic_otp' })).type);`;
  assert.deepEqual(await script(source, env), { code: 0, stdout: 'generic_otp\n', stderr: '' });
});

test('close waits for the calls in flight and takes no more', async (t) => {
  const { emulator, workos } = await pair(t);
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  emulator.inject('getFactor', { kind: 'delay', delayMs: 50 });
  let done = false;
  const call = workos.mfa.getFactor(id).then(() => (done = true));
  await workos.close();
  assert.ok(done);
  await call;
  await assert.rejects(workos.mfa.getFactor(id), { kind: 'config', outcome: 'not_sent' });
  await workos.close();
});

test('clients and emulators can be disposed of', async () => {
  const emulator = await Emulator.start();
  const workos = new WorkOS(emulator.apiKey, { baseUrl: emulator.url });
  await workos[Symbol.asyncDispose]();
  await emulator[Symbol.asyncDispose]();
  await assert.rejects(workos.mfa.getFactor('auth_factor_1'), { kind: 'config' });
  assert.throws(() => emulator.requests(), /stopped/);
});

test('close ends although the timers stand still', async (t) => {
  const { emulator, workos } = await pair(t);
  emulator.inject('getFactor', { kind: 'delay', delayMs: 50 });
  t.mock.timers.enable();
  const heard = [];
  const call = workos.mfa.getFactor('auth_factor_1').catch((error) => heard.push(error.kind));
  await workos.close();
  // The caller hears of it first.
  assert.deepEqual(heard, ['not_found']);
  t.mock.timers.reset();
  await call;
});

test('the headers of an answer are in the metadata and in errors, without cookies', async (t) => {
  const { emulator, workos } = await pair(t);
  const headers = { 'X-RateLimit-Remaining': '41', 'set-cookie': 'session=1' };
  emulator.inject('enrollFactor', { kind: 'delay', delayMs: 0, headers });
  const { metadata } = await workos.mfa.enrollFactorWithMetadata({ type: 'generic_otp' });
  emulator.inject('getFactor', { kind: 'status', status: 404, headers });
  const error = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
  for (const got of [metadata.headers, error.headers]) {
    assert.ok(got instanceof ReplyHeaders);
    assert.deepEqual(
      [got.get('x-ratelimit-remaining'), got.get('X-RateLimit-Remaining'), got.getAll('x-ratelimit-remaining'), got.get('x-other'), got.has('set-cookie')],
      ['41', '41', ['41'], undefined, false],
    );
    assert.equal(new Map(got).get('x-ratelimit-remaining'), '41');
    assert.equal(JSON.parse(JSON.stringify(got))['x-ratelimit-remaining'], '41');
  }
  const refused = await workos.mfa.getFactor('..').then(assert.fail, (error) => error);
  assert.deepEqual([...refused.headers], []);
});
