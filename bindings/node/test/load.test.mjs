import assert from 'node:assert/strict';
import test from 'node:test';

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

// CI has no time for more on every version of Node.js. WORKOS_MFA_LEAK_CALLS=200000 is the long run, for whoever changes what lives
// as long as a call.
const CALLS = Number(process.env.WORKOS_MFA_LEAK_CALLS ?? 40_000);

test(`memory stays flat over ${CALLS} calls`, async (t) => {
  const { emulator, workos } = await pair(t);
  const { id } = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'a' });
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
    // What grows at first is warming up: code, pools, heaps.
    await calls(${CALLS} / 2);
    const before = await calls(${CALLS} / 4);
    console.log(await calls(${CALLS} / 4) - before);`,
    { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url },
    // V8 lets the young generation grow as it likes, by more than a hundred megabytes. Kept small, what is left is ours.
    ['--expose-gc', '--max-semi-space-size=2'],
    60_000 + CALLS * 5,
  );
  assert.equal(run.stderr, '');
  // Heaps breathe by some megabytes. In the long run, this is 160 bytes per call: less than a factor's JSON.
  const most = 8_000_000;
  assert.ok(Number(run.stdout) < most, `it grew by ${run.stdout.trim()} bytes`);
});
