import assert from 'node:assert/strict';
import test from 'node:test';
import { format, inspect } from 'node:util';

import { WorkOS } from 'workos-mfa';
import { Emulator } from 'workos-mfa/testing';

import { script } from './support.mjs';

/** Every way in which people print a value. */
function shown(value) {
  return [
    inspect(value, { depth: Infinity }),
    inspect(value, { depth: Infinity, showHidden: true, customInspect: false }),
    inspect([value], { depth: Infinity, compact: false }),
    format('%s %o %O', value, value, value),
    String(value),
    `${value?.stack}`,
    JSON.stringify(Object.entries(value)),
  ].join('\n');
}

test('nothing that is printed shows a secret', async () => {
  const key = 'sk_test_SECRETKEY';
  await using_(await Emulator.start({ apiKeys: [key] }), async (emulator) => {
    const workos = new WorkOS(key, { baseUrl: emulator.url });
    const factor = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'alan' });
    const { secret, qrCode, uri } = factor.totp;
    for (const value of [workos, workos.mfa, factor.totp, emulator]) {
      const text = shown(value);
      for (const hidden of [key, secret, qrCode, uri]) {
        assert.ok(!text.includes(hidden), `${hidden} is in ${text}`);
      }
    }
    // Its entries hold the totp, whose JSON is the data.
    assert.ok(!inspect(factor, { depth: Infinity, customInspect: false, showHidden: true }).includes(secret));
    assert.ok(!format('%s %o %O', factor, factor, factor).includes(secret));
    assert.match(inspect(factor), /\[redacted\]/);
  });
});

test('errors show neither the key nor what a server sent', async () => {
  const key = 'sk_test_SECRETKEY';
  await using_(await Emulator.start({ apiKeys: [key] }), async (emulator) => {
    const workos = new WorkOS(key, { baseUrl: emulator.url, maxRetries: 0 });
    const leak = JSON.stringify({ message: `your key ${key} is wrong`, totp: { secret: 'JBSWY3DPEHPK3PXP' } });
    emulator.inject('enrollFactor', { kind: 'status', status: 500, body: leak });
    const error = await workos.mfa.enrollFactor({ type: 'generic_otp' }).then(assert.fail, (error) => error);
    const text = shown(error) + JSON.stringify(error) + error.body;
    assert.ok(!text.includes(key) && !text.includes('JBSWY3DPEHPK3PXP'), text);
  });
});

test('what is printed of headers is their names', async () => {
  await using_(await Emulator.start(), async (emulator) => {
    const workos = new WorkOS(emulator.apiKey, { baseUrl: emulator.url });
    const headers = { 'x-echo': 'SECRETVALUE' };
    emulator.inject('enrollFactor', { kind: 'delay', delayMs: 0, headers });
    const { metadata } = await workos.mfa.enrollFactorWithMetadata({ type: 'generic_otp' });
    emulator.inject('getFactor', { kind: 'status', status: 404, headers });
    const error = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
    for (const value of [metadata, error]) {
      assert.equal(value.headers.get('x-echo'), 'SECRETVALUE');
      assert.match(inspect(value), /x-echo/);
      const text = shown(value) + shown(value.headers) + JSON.stringify(error);
      assert.ok(!text.replace(JSON.stringify(Object.entries(metadata)), '').includes('SECRETVALUE'), text);
    }
  });
});

test('what console.log, console.dir and a crash print shows no secret', async () => {
  await using_(await Emulator.start(), async (emulator) => {
    const env = { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url };
    const run = await script(
      `import { WorkOS } from 'workos-mfa'; import { writeSync } from 'node:fs';
      const factor = await new WorkOS().mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'alan' });
      console.log(factor); console.dir(factor, { depth: 9 }); console.table(factor.totp); console.error('%j', Object.keys(factor.totp));
      writeSync(1, '@' + factor.totp.secret + '@');
      throw factor;`,
      env,
    );
    const [before, secret, after] = run.stdout.split('@');
    assert.match(secret, /^[A-Z2-7]{32}$/);
    assert.match(before, /redacted/);
    assert.ok(!before.includes(secret) && !after.includes(secret) && !run.stderr.includes(secret), run.stderr);
    assert.ok(!before.includes('otpauth:') && !run.stderr.includes('otpauth:'));
  });
});

test('structuredClone and a spread take no secret along, and toJSON gives them all', async () => {
  await using_(await Emulator.start(), async (emulator) => {
    const workos = new WorkOS(emulator.apiKey, { baseUrl: emulator.url });
    const { totp } = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'alan' });
    for (const copy of [structuredClone(totp), { ...totp }]) {
      assert.deepEqual(copy, { issuer: 'Foo', user: 'alan' });
    }
    const { secret, qrCode, uri } = totp;
    assert.deepEqual(structuredClone(totp.toJSON()), { issuer: 'Foo', user: 'alan', secret, qrCode, uri });
  });
});

async function using_(emulator, use) {
  try {
    await use(emulator);
  } finally {
    await emulator.stop();
  }
}
