// The backend in `examples/`, between an app and the emulator, with tokens of an issuer of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';

import { SignJWT, UnsecuredJWT, exportJWK } from 'jose';
import { WorkOS } from 'workos-mfa';
import { Emulator } from 'workos-mfa/testing';

const ISSUER = 'https://auth.example/user_management/client_1';
const [own, other] = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', use: 'sig', alg: 'RS256' };
const now = () => Math.floor(Date.now() / 1000);

function token({ key = own.privateKey, header = {}, ...changes } = {}) {
  const claims = { iss: ISSUER, sub: 'user_1', sid: 'session_1', exp: now() + 300, ...changes };
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(key);
}

async function backend(t) {
  const emulator = await Emulator.start();
  let reads = 0;
  const keys = createServer((_request, response) => {
    reads += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await once(keys, 'listening');
  const env = {
    ...process.env, PORT: '0', WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url, WORKOS_CLIENT_ID: 'client_1',
    APP_BACKEND_ISSUER: ISSUER, APP_BACKEND_JWKS: `http://127.0.0.1:${keys.address().port}/`,
  };
  const program = spawn(process.execPath, [join(import.meta.dirname, 'app-backend.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    program.kill();
    keys.close().closeAllConnections();
    await emulator.stop();
  });
  const [line] = await once(createInterface(program.stdout), 'line');
  const url = line.replace('URL: ', '');
  const ask = async (method, path, bearer, body, headers = {}) => {
    const response = await fetch(`${url}/auth/factors/${path}`, {
      method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...headers },
    });
    const text = await response.text();
    assert.ok(!text.includes(emulator.apiKey));
    assert.equal(response.headers.get('cache-control'), 'no-store');
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
  return { emulator, url, ask, reads: () => reads, app: async (claims) => {
    const bearer = await token(claims);
    return new WorkOS({ tokenProvider: () => bearer, baseUrl: url, maxRetries: 0 });
  } };
}

test("an app gets at its user's factors alone", async (t) => {
  const { emulator, ask, app } = await backend(t);
  const { mfa } = await app();
  const factor = await mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'alan', userId: 'user_2' });
  assert.ok(factor.totp.secret && factor.totp.uri.startsWith('otpauth://'));
  assert.equal(factor.userId, 'user_1');
  assert.equal((await mfa.getFactor(factor.id)).userId, 'user_1');
  const stranger = await token({ sub: 'user_2' });
  const none = await ask('GET', 'auth_factor_1', stranger);
  for (const method of ['GET', 'DELETE']) {
    const theirs = await ask(method, factor.id, stranger);
    assert.deepEqual([theirs.status, theirs.body], [404, none.body]);
  }
  assert.equal(emulator.requests('deleteFactor'), 0);
  await mfa.deleteFactor(factor.id);
  assert.equal(emulator.factors().length, 0);
});

test('a wrong token is a 401', async (t) => {
  const { emulator, ask, reads } = await backend(t);
  const signed = `${Buffer.from('{"alg":"HS256","kid":"one"}').toString('base64url')}.${(await token()).split('.')[1]}`;
  const wrong = {
    'none at all': '', 'no token': 'made-up', 'another signature': `${(await token()).slice(0, -8)}AAAAAAAA`, "another's key": await token({ key: other.privateKey }),
    'an unknown key': await token({ header: { kid: 'two' } }), 'another algorithm': await token({ header: { alg: 'RS512' } }),
    'alg none': new UnsecuredJWT({ iss: ISSUER, sub: 'user_1', sid: 'session_1' }).setExpirationTime('5m').encode(),
    'an HMAC of the public key': `${signed}.${createHmac('sha256', JSON.stringify(jwk)).update(signed).digest('base64url')}`,
    expired: await token({ exp: now() - 60 }), 'without end': await token({ exp: undefined }), 'not yet': await token({ nbf: now() + 300 }),
    'another issuer': await token({ iss: 'https://evil.example/client_1' }), 'another audience': await token({ aud: 'client_2' }),
    'no audience of a list': await token({ aud: [] }), 'another client': await token({ client_id: 'client_2' }), nobody: await token({ sub: undefined }),
    'an empty name': await token({ sub: '' }), 'no session': await token({ sid: undefined }), 'a huge one': await token({ padding: 'x'.repeat(9000) }),
  };
  for (const [what, bearer] of Object.entries(wrong)) {
    const { status, headers, body } = await ask('POST', 'enroll', bearer, { type: 'generic_otp' });
    assert.deepEqual([status, body, headers.get('www-authenticate')], [401, { message: 'Unauthorized' }, 'Bearer'], what);
  }
  assert.equal(emulator.requests(), 0);
  assert.equal(reads(), 1);
  assert.equal((await ask('GET', 'auth_factor_1', await token({ aud: ['other', 'client_1'] }))).status, 404);
});

test('the app draws the same conclusions', async (t) => {
  const { emulator, ask, app } = await backend(t);
  const { mfa } = await app();
  const { id } = await mfa.enrollFactor({ type: 'generic_otp' });
  const lost = { object: 'authentication_factor', id, type: 'totp', created_at: '2026-01-15T12:00:00Z', updated_at: '2026-01-15T12:00:00Z' };
  emulator.inject('enrollFactor', { kind: 'status', status: 201, body: JSON.stringify(lost) });
  await assert.rejects(mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'alan' }), { outcome: 'applied', factorId: id });
  const bearer = await token();
  for (const [fault, status] of [
    [{ kind: 'status', status: 500 }, 502], [{ kind: 'status', status: 401 }, 502], [{ kind: 'status', status: 409 }, 409], [{ kind: 'reset-after-reading' }, 502],
  ]) {
    emulator.inject('enrollFactor', fault);
    const before = emulator.requests('enrollFactor');
    assert.equal((await ask('POST', 'enroll', bearer, { type: 'generic_otp' })).status, status);
    assert.equal(emulator.requests('enrollFactor'), before + 1);
  }
  for (const body of [{ type: 'sms', phone_number: '555' }, { type: 5 }, { type: 'pigeon' }]) {
    const answered = await ask('POST', 'enroll', bearer, body);
    assert.deepEqual([answered.status, typeof answered.body.message], [422, 'string']);
  }
  assert.equal((await ask('POST', 'enroll', bearer, { type: 'x'.repeat(20_000) })).status, 413);
});

test('enrolments are limited, and web pages refused', async (t) => {
  const { emulator, ask } = await backend(t);
  const enroll = async (sub, phone_number, headers) => ask('POST', 'enroll', await token({ sub }), { type: 'sms', phone_number }, headers);
  const statuses = async (calls) => (await calls).map(({ status }) => status);
  const inTurn = async (count, call) => {
    const answers = [];
    for (let turn = 0; turn < count; turn += 1) answers.push(await call(turn));
    return answers;
  };
  const phone = inTurn(6, (turn) => enroll(`user_${turn}`, '+15555555555'));
  assert.deepEqual(await statuses(phone), [201, 201, 201, 201, 201, 429]);
  const user = await inTurn(10, (turn) => enroll('user_1', `+1555555500${turn}`));
  assert.deepEqual(user.map(({ status }) => status), [...Array(9).fill(201), 429]);
  const wait = Number(user[9].headers.get('retry-after'));
  assert.ok(wait > 0 && wait <= 360, String(wait));
  assert.equal((await enroll('user_9', '+15555555598', { origin: 'https://evil.example' })).status, 403);
  const options = await ask('OPTIONS', 'enroll', await token());
  assert.equal(options.status, 405);
  assert.deepEqual([...options.headers.keys()].filter((name) => name.startsWith('access-control')), []);
  assert.equal(emulator.requests('enrollFactor'), 14);
});
