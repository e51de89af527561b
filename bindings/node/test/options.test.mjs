import assert from 'node:assert/strict';
import test from 'node:test';

import { ConfigError, InvalidRequestError, WorkOS } from 'workos-mfa';

import { pair } from './support.mjs';

test('unknown options of a client are refused by name, and the vendor\'s with what to write here', () => {
  const cases = {
    apiHostname: /baseUrl/,
    port: /baseUrl/,
    https: /baseUrl/,
    timeout: /timeoutMs/,
    baseURL: /baseUrl/,
    retries: /maxRetries/,
  };
  for (const [name, hint] of Object.entries(cases)) {
    for (const make of [() => new WorkOS('sk_test', { [name]: 1 }), () => new WorkOS({ apiKey: 'sk_test', [name]: 1 })]) {
      assert.throws(make, (error) => error instanceof ConfigError && error.fieldErrors[0].field === name && hint.test(error.message));
    }
  }
  new WorkOS('sk_test', { clientId: 'client_1', timeout: undefined });
});

test('unknown options of a call and unknown arguments are refused by name, without a request', async (t) => {
  const { emulator, workos } = await pair(t);
  const cases = {
    timeout: () => workos.mfa.getFactor('auth_factor_1', { timeout: 5 }),
    abortSignal: () => workos.mfa.deleteFactor('auth_factor_1', { abortSignal: AbortSignal.abort() }),
    userID: () => workos.mfa.enrollFactor({ type: 'generic_otp', userID: 'user_1' }),
    phone_number: () => workos.mfa.enrollFactor({ type: 'sms', phone_number: '+15555555555' }),
    options: () => ['auth_factor_1'].map(workos.mfa.getFactor, workos.mfa)[0],
  };
  for (const [name, call] of Object.entries(cases)) {
    const error = await call().then(assert.fail, (error) => error);
    assert.ok(error instanceof InvalidRequestError, `${name}: ${error}`);
    assert.deepEqual([error.fieldErrors[0].field, error.outcome], [name, 'not_sent']);
    assert.ok(error.message.includes(name));
  }
  assert.equal(emulator.requests(), 0);
});

test('the key may be among the options', async (t) => {
  const { emulator } = await pair(t);
  const workos = new WorkOS({ apiKey: emulator.apiKey, baseUrl: emulator.url });
  assert.match((await workos.mfa.enrollFactor({ type: 'generic_otp' })).id, /^auth_factor_/);
  const second = new WorkOS(undefined, { apiKey: emulator.apiKey, baseUrl: emulator.url });
  assert.match((await second.mfa.enrollFactor({ type: 'generic_otp' })).id, /^auth_factor_/);
  assert.throws(() => new WorkOS('sk_a', { apiKey: 'sk_b' }), { name: 'ConfigError', message: /apiKey is given twice/ });
});

test('a key and a token provider exclude each other, but a key of the environment does not count', async (t) => {
  const { emulator } = await pair(t);
  const tokenProvider = () => emulator.apiKey;
  for (const make of [() => new WorkOS('sk_a', { tokenProvider }), () => new WorkOS({ apiKey: 'sk_a', tokenProvider })]) {
    assert.throws(make, (error) => error instanceof ConfigError && error.fieldErrors[0].field === 'token_provider');
  }
  process.env.WORKOS_API_KEY = 'sk_of_the_environment';
  t.after(() => delete process.env.WORKOS_API_KEY);
  const workos = new WorkOS({ baseUrl: emulator.url, tokenProvider });
  assert.match((await workos.mfa.enrollFactor({ type: 'generic_otp' })).id, /^auth_factor_/);
});

test('messages have the names that are used here', async (t) => {
  const { workos } = await pair(t);
  const { mfa } = workos;
  const messageOf = async (call) => {
    const error = await Promise.resolve().then(call).then(assert.fail, (error) => error);
    assert.equal(error.fieldErrors[0].message, error.message);
    return error.message;
  };
  const cases = {
    phoneNumber: [() => mfa.enrollFactor({ type: 'sms' }), () => mfa.enrollFactor({ type: 'sms', phoneNumber: '555' }), () => mfa.enrollFactor({ type: 'sms', phoneNumber: 5 })],
    issuer: [() => mfa.enrollFactor({ type: 'totp', user: 'a' }), () => mfa.enrollFactor({ type: 'totp', issuer: '', user: 'a' })],
    user: [() => mfa.enrollFactor({ type: 'totp', issuer: 'a' })],
    userId: [() => mfa.enrollFactor({ type: 'generic_otp', userId: '' })],
    timeoutMs: [() => mfa.getFactor('a', { timeoutMs: 0 }), () => new WorkOS('sk', { timeoutMs: 0 })],
    attemptTimeoutMs: [() => mfa.getFactor('a', { attemptTimeoutMs: 0 }), () => new WorkOS('sk', { attemptTimeoutMs: 0 })],
    connectTimeoutMs: [() => new WorkOS('sk', { connectTimeoutMs: 0 })],
    maxRetries: [() => mfa.getFactor('a', { maxRetries: -1 }), () => new WorkOS('sk', { maxRetries: 'x' })],
    retryBudget: [-1, NaN, '0.2', 5n].map((retryBudget) => () => new WorkOS('sk', { retryBudget })),
    clientCertificate: [() => new WorkOS('sk', { clientCertificate: 5 }), () => new WorkOS('sk', { clientKey: Buffer.from('x') })],
    clientKey: [() => new WorkOS('sk', { clientKey: 5 })],
    baseUrl: [() => new WorkOS('sk', { baseUrl: 'api.workos.com' })],
    allowHttp: [() => new WorkOS('sk', { baseUrl: 'http://example.com' }), () => new WorkOS('sk', { allowHttp: 1 })],
    userAgentSuffix: [() => new WorkOS('sk', { userAgentSuffix: '' })],
    tokenProvider: [() => new WorkOS({ tokenProvider: 'x' })],
  };
  for (const [name, calls] of Object.entries(cases)) {
    for (const call of calls) {
      const message = await messageOf(call);
      assert.match(message, new RegExp(`\\b${name}\\b`));
      assert.doesNotMatch(message, /[a-z]_[a-z]/);
    }
  }
});

test('options that are no plain object, and headers that are no pairs, are refused without a request', async (t) => {
  const { emulator, workos } = await pair(t);
  const circular = {};
  circular.self = circular;
  const wrong = [circular, new Map([['timeoutMs', 5]]), [], 'x', 7n, Symbol('x'), () => {}, { timeoutMs: 5n }, { maxRetries: Symbol('x') }];
  wrong.push(...[[Symbol('x')], [null], [7], ['ab'], [['a']], { a: 1n }, circular, 5].map((headers) => ({ headers })));
  for (const options of wrong) {
    await assert.rejects(workos.mfa.getFactor('auth_factor_1', options), InvalidRequestError);
    assert.throws(() => new WorkOS('sk_test', options), ConfigError);
  }
  for (const argument of [Symbol('x'), 7n, circular, [], new String('auth_factor_1'), new Map(), '\ud800']) {
    await assert.rejects(workos.mfa.getFactor(argument), InvalidRequestError);
    await assert.rejects(workos.mfa.enrollFactor(argument), InvalidRequestError);
    await assert.rejects(workos.mfa.enrollFactor({ type: 'totp', issuer: argument, user: 'a' }), InvalidRequestError);
  }
  assert.equal(emulator.requests(), 0);
});

test('what a getter of the caller\'s throws is left as it is, and harms nothing', async (t) => {
  const { emulator, workos } = await pair(t);
  const own = new RangeError('mine');
  const fail = () => { throw own; };
  const { id } = await workos.mfa.enrollFactor({ type: 'generic_otp' });
  const sent = emulator.requests();
  const others = Array.from({ length: 10 }, () => workos.mfa.getFactor(id));
  const wrong = [
    { get timeoutMs() { return fail(); } },
    { headers: { get a() { return fail(); } } },
    { headers: { [Symbol.iterator]: fail } },
    { signal: { get aborted() { return fail(); } } },
    new Proxy({}, { ownKeys: fail }),
  ];
  for (const options of wrong) {
    assert.equal(await workos.mfa.deleteFactor(id, options).then(assert.fail, (error) => error), own);
  }
  assert.equal((await Promise.all(others)).length, 10);
  await workos.close();
  assert.equal(emulator.requests(), sent + 10);
});

test('the retry budget is the client\'s, and an error says that it ended the retries', async (t) => {
  const { emulator } = await pair(t);
  const get = (retryBudget) => {
    emulator.reset();
    emulator.inject('getFactor', { kind: 'status', status: 503 }, 100);
    const workos = new WorkOS(emulator.apiKey, { baseUrl: emulator.url, retryBudget, maxRetries: 1 });
    return Promise.all(Array.from({ length: 20 }, () => workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error)));
  };
  const limited = (await get(0)).filter((error) => error.retryBudgetExhausted);
  assert.deepEqual([limited.length, emulator.requests()], [15, 25]);
  assert.ok(limited.every((error) => error.toJSON().retryBudgetExhausted && /retry budget/.test(error.message)));
  const unlimited = await get(Infinity);
  assert.deepEqual([unlimited.filter((error) => error.retryBudgetExhausted).length, emulator.requests()], [0, 40]);
  assert.ok(!('retryBudgetExhausted' in unlimited[0].toJSON()));
});

test('WORKOS_ALLOW_HTTP holds unless the option is given', (t) => {
  t.after(() => delete process.env.WORKOS_ALLOW_HTTP);
  const make = (allowHttp) => new WorkOS('sk_test', { baseUrl: 'http://api.example', allowHttp });
  assert.throws(() => make(), { name: 'ConfigError', message: /allowHttp/ });
  process.env.WORKOS_ALLOW_HTTP = 'true';
  make();
  assert.throws(() => make(false), { name: 'ConfigError', message: /allowHttp/ });
});
