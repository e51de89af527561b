import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test from 'node:test';

import { WorkOS } from 'workos-mfa';

import { pair, script } from './support.mjs';

test('a thousand calls at once all get their own answer', async (t) => {
  const { emulator, workos } = await pair(t);
  const users = Array.from({ length: 1000 }, (_, n) => `user_${n}`);
  const enrolled = await Promise.all(users.map((userId) => workos.mfa.enrollFactor({ type: 'generic_otp', userId })));
  assert.deepEqual(enrolled.map(({ userId }) => userId), users);
  const read = await Promise.all(enrolled.map(({ id }) => workos.mfa.getFactor(id)));
  assert.deepEqual(read.map(({ userId }) => userId), users);
  const settled = await Promise.allSettled(users.map((id) => workos.mfa.getFactor(id)));
  assert.ok(settled.every(({ status, reason }) => status === 'rejected' && reason.kind === 'not_found'));
  assert.equal(emulator.requests('getFactor'), 2000);
});

test('QR codes that arrive together each go with their own factor, also if calls in between are aborted or have none', async (t) => {
  // The QR code says whose it is, in more than one byte a character for some.
  const codeOf = (user) => `data:image/png;base64,${'A'.repeat(8000)}${user}`;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const { type, totp_user: user } = JSON.parse(body);
      const secrets = { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP', qr_code: codeOf(user) };
      const factor = { object: 'authentication_factor', id: 'auth_factor_1', type, created_at: '2026-02-15T15:14:19.392Z', updated_at: '2026-02-15T15:14:19.392Z' };
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify(type === 'totp' ? { ...factor, totp: { issuer: 'Foo', user, ...secrets } } : factor));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const workos = new WorkOS('sk_test', { baseUrl: `http://127.0.0.1:${server.address().port}` });
  t.after(async () => {
    await workos.close();
    server.close();
  });
  const enrolments = Array.from({ length: 300 }, async (_, n) => {
    if (n % 3 === 0) {
      return workos.mfa.enrollFactor({ type: 'generic_otp' }).then(({ totp }) => assert.equal(totp, undefined));
    }
    const gone = new AbortController();
    const user = `${n % 2 === 0 ? 'ü😀' : 'u'}${n}`;
    const enrolled = workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user }, { signal: gone.signal });
    if (n % 5 === 0) {
      setImmediate(() => gone.abort());
      return enrolled.catch((error) => assert.equal(error.name, 'AbortError'));
    }
    const { totp } = await enrolled;
    assert.equal(totp.user, user);
    assert.equal(totp.qrCode, codeOf(user));
  });
  await Promise.all(enrolments);
});

// CI has no time for more on every version of Node.js. WORKOS_MFA_LEAK_CALLS=200000 is the long run, for whoever changes what lives
// as long as a call.
const CALLS = Number(process.env.WORKOS_MFA_LEAK_CALLS ?? 20_000);
const WINDOWS = 8;
/** The first ones are for warming up: code, pools, heaps. */
const WARM_UP = 3;
/** Of a call that leaves something behind: less than a factor's JSON. */
const LEAST_LEAK = 200;

test(`memory stays flat over ${CALLS} calls`, async (t) => {
  const { emulator, workos } = await pair(t);
  const { id } = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'a' });
  const window = CALLS / WINDOWS;
  const run = await script(
    `import { WorkOS } from 'workos-mfa';
    const workos = new WorkOS();
    async function calls(count) {
      for (let made = 0; made < count; made += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, n) => {
          const options = n % 4 === 0 ? { signal: new AbortController().signal } : undefined;
          return n % 5 === 0 ? workos.mfa.getFactor('auth_factor_1', options).catch(() => {}) : workos.mfa.getFactor('${id}', options);
        }));
      }
      gc();
      return process.memoryUsage().rss;
    }
    const after = [];
    for (let n = 0; n < ${WINDOWS}; n++) after.push(await calls(${window}));
    console.log(JSON.stringify(after.slice(${WARM_UP}).map((size, n) => size - after[n + ${WARM_UP - 1}])));`,
    { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url },
    // V8 lets the young generation grow as it likes, by more than a hundred megabytes. Kept small, what is left is ours.
    ['--expose-gc', '--max-semi-space-size=2'],
    60_000 + CALLS * 10,
  );
  assert.equal(run.stderr, '');
  // A heap that breathes, or one that a busy machine makes larger, grows by megabytes once; a leak grows it in every window.
  const growths = JSON.parse(run.stdout).sort((a, b) => a - b);
  assert.equal(growths.length, WINDOWS - WARM_UP);
  const median = growths[(growths.length - 1) / 2];
  assert.ok(median < LEAST_LEAK * window, `windows of ${window} calls grew it by ${growths} bytes`);
});
