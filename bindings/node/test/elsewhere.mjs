// What has to hold on every runtime, in a plain script, as their test runners differ. It prints `done` at its end.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';

import { AbortError, ConfigError, ConnectError, InvalidRequestError, NotFoundError, WorkOS } from 'workos-mfa';
import { Emulator, totpCode } from 'workos-mfa/testing';

const failure = (promise) => promise.then(() => assert.fail('it did not fail'), (error) => error);

const emulator = await Emulator.start();
delete process.env.WORKOS_API_KEY;
assert.throws(() => new WorkOS(), ConfigError);
process.env.WORKOS_API_KEY = emulator.apiKey;
process.env.WORKOS_BASE_URL = emulator.url;

const workos = new WorkOS();
const { id, totp } = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo Corp', user: 'alan@example.com' });
assert.match(totpCode(totp.secret), /^\d{6}$/);
assert.equal((await workos.mfa.getFactor(id)).id, id);

// Wrong arguments, a wrong signal, an aborted one: no request, and the rest goes on.
const sent = emulator.requests();
assert.ok((await failure(workos.mfa.getFactor(id, { signal: new AbortController() }))) instanceof InvalidRequestError);
assert.ok((await failure(workos.mfa.getFactor('..'))) instanceof InvalidRequestError);
assert.equal((await failure(workos.mfa.deleteFactor(id, { signal: AbortSignal.abort() }))).outcome, 'not_sent');
assert.equal(emulator.requests(), sent);

emulator.inject('getFactor', { kind: 'hang' });
const giveUp = new AbortController();
const hanging = failure(workos.mfa.getFactor(id, { signal: giveUp.signal }));
giveUp.abort('enough');
const aborted = await hanging;
assert.ok(aborted instanceof AbortError);
assert.equal(aborted.cause, 'enough');
emulator.reset();

// Contexts and events.
const storage = new AsyncLocalStorage();
const events = [];
for (const name of ['start', 'attempt', 'call']) {
  subscribe(`workos-mfa:${name}`, ({ callId }) => events.push([name, typeof callId, storage.getStore()].join(' ')));
}
const tokens = [];
const tokenProvider = async () => (tokens.push(storage.getStore()), emulator.apiKey);
const withProvider = new WorkOS({ tokenProvider });
assert.ok((await storage.run('mine', () => failure(withProvider.mfa.getFactor(id)))) instanceof NotFoundError);
assert.deepEqual(tokens, ['mine']);
assert.deepEqual(events, ['start number mine', 'attempt number mine', 'call number mine']);

await workos.close();
assert.ok((await failure(workos.mfa.getFactor(id))) instanceof ConfigError);
await emulator.stop();
const refused = await failure(withProvider.mfa.getFactor(id, { maxRetries: 0 }));
assert.ok(refused instanceof ConnectError);
assert.equal(refused.cause.code, 'ECONNREFUSED');
await withProvider.close();
console.log('done');
