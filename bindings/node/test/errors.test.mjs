import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import { inspect } from 'node:util';

import * as sdk from 'workos-mfa';

import { pair, script } from './support.mjs';

const { WorkOS, WorkOSError } = sdk;

test('every status has its class', async (t) => {
  const { emulator, workos } = await pair(t, { maxRetries: 0 });
  const { BadRequestError, AuthenticationError, PermissionDeniedError, NotFoundError, ConflictError } = createRequire(import.meta.url)('workos-mfa');
  const classes = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: sdk.UnprocessableEntityError,
    429: sdk.RateLimitError,
    500: sdk.ServerError,
    418: sdk.UnexpectedStatusError,
  };
  for (const [status, errorClass] of Object.entries(classes)) {
    emulator.inject('getFactor', { kind: 'status', status: Number(status) });
    const error = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
    assert.ok(error instanceof errorClass && error instanceof WorkOSError && error instanceof Error, status);
    assert.equal(error.name, errorClass.name);
    assert.equal(error.status, Number(status));
    assert.equal(error.outcome, status === '500' ? 'unknown' : 'rejected');
    assert.match(error.requestId, /^req_/);
  }
});

test('all fields arrive', async (t) => {
  const { emulator, workos } = await pair(t, { maxRetries: 0 });
  const body = { message: 'm', code: 'c', errors: [{ field: 'phone_number', code: 'x', message: 'y' }] };
  emulator.inject('getFactor', { kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: JSON.stringify(body) });
  const error = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
  const { kind, message, code, fieldErrors, retryAfter, outcome, attempts } = error;
  assert.deepEqual(
    { kind, message, code, fieldErrors, retryAfter, outcome, attempts, body: error.body },
    {
      kind: 'rate_limited',
      message: 'm',
      code: 'c',
      fieldErrors: body.errors,
      retryAfter: 7,
      outcome: 'rejected',
      attempts: 1,
      body: JSON.stringify(body),
    },
  );
  assert.ok(!('body' in error.toJSON()));
  assert.equal(JSON.parse(JSON.stringify(error)).retryAfter, 7);
});

test('a connection that can not be made says why', async (t) => {
  const { emulator, workos } = await pair(t, { maxRetries: 0 });
  await emulator.stop();
  const error = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
  assert.ok(error instanceof sdk.ConnectError);
  assert.equal(error.outcome, 'not_sent');
  assert.ok(error.cause instanceof Error);
  for (let { cause } = error; cause !== undefined; cause = cause.cause) {
    assert.equal(cause.code, 'ECONNREFUSED', cause.message);
    assert.doesNotMatch(cause.stack, /\n\s+at /);
  }
  assert.doesNotMatch(inspect(error.cause), /workos-mfa\/dist/);
});

test('the codes of causes are those of Node.js', async (t) => {
  // No label of a name may be so long, so that nobody has to be asked.
  const nowhere = new sdk.WorkOS('sk_test', { baseUrl: `http://${'x'.repeat(64)}.example`, allowHttp: true, maxRetries: 0 });
  const error = await nowhere.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
  assert.deepEqual([error.kind, error.cause.code], ['connect', 'ENOTFOUND'], inspect(error));

  const { emulator, workos } = await pair(t, { maxRetries: 0 });
  emulator.inject('getFactor', { kind: 'reset-after-reading' });
  const reset = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
  assert.deepEqual([reset.kind, reset.cause.code], ['transport', 'ECONNRESET']);
});

test('structuredClone of an error keeps what any error has, and toJSON is what to send', async (t) => {
  const { workos } = await pair(t);
  const error = await workos.mfa.getFactor('auth_factor_1').then(assert.fail, (error) => error);
  const clone = structuredClone(error);
  assert.ok(clone instanceof Error && !(clone instanceof WorkOSError));
  assert.deepEqual([clone.message, clone.kind], [error.message, undefined]);
  const { kind, status, outcome, requestId } = structuredClone(error.toJSON());
  assert.deepEqual({ kind, status, outcome, requestId }, { kind: 'not_found', status: 404, outcome: 'rejected', requestId: error.requestId });
});

test('an enrolment whose reply is lost has the id of the factor, and is not sent again', async (t) => {
  const { emulator, workos } = await pair(t);
  emulator.inject('enrollFactor', { kind: 'cut-body', bytes: 90 });
  const error = await workos.mfa.enrollFactor({ type: 'generic_otp' }).then(assert.fail, (error) => error);
  assert.equal(error.outcome, 'applied');
  assert.equal(error.factorId, emulator.factors()[0].id);
  assert.equal(emulator.requests('enrollFactor'), 1);
});

test('bad arguments cost no request and name the field', async (t) => {
  const { emulator, workos } = await pair(t);
  const { mfa } = workos;
  const cases = {
    type: [() => mfa.enrollFactor({ type: 'carrier_pigeon' }), () => mfa.enrollFactor({}), () => mfa.enrollFactor()],
    totp_issuer: [() => mfa.enrollFactor({ type: 'totp', user: 'a' }), () => mfa.enrollFactor({ type: 'totp', issuer: 7, user: 'a' })],
    totp_user: [() => mfa.enrollFactor({ type: 'totp', issuer: 'a', user: '\ud800' })],
    phone_number: [() => mfa.enrollFactor({ type: 'sms' }), () => mfa.enrollFactor({ type: 'sms', phoneNumber: '555' })],
    user_id: [() => mfa.enrollFactor({ type: 'generic_otp', userId: '' })],
    id: [() => mfa.getFactor('../x'), () => mfa.getFactor(''), () => mfa.deleteFactor(undefined), () => mfa.deleteFactor(42)],
    timeout: [-1, 0, NaN, Infinity, 1e12, '5'].map((timeoutMs) => () => mfa.getFactor('a', { timeoutMs })),
    max_retries: [-1, 1.5, '2'].map((maxRetries) => () => mfa.getFactor('a', { maxRetries })),
    headers: [{ 'x y': 'z' }, { a: '\n' }, { a: 1 }, { authorization: 'x' }, 'x'].map((headers) => () => mfa.getFactor('a', { headers })),
  };
  for (const [field, calls] of Object.entries(cases)) {
    for (const call of calls) {
      const error = await call().then(assert.fail, (error) => error);
      assert.ok(error instanceof sdk.InvalidRequestError, `${field}: ${error}`);
      assert.deepEqual([error.fieldErrors[0].field, error.outcome, error.attempts], [field, 'not_sent', 0], String(call));
    }
  }
  assert.equal(emulator.requests(), 0);
});

test('bad configuration is thrown by the constructor and names the option', () => {
  const cases = {
    api_key: [['', {}], ['a b', {}], [7, {}]],
    base_url: [['sk', { baseUrl: 'api.workos.com' }], ['sk', { baseUrl: 'http://example.com' }], ['sk', { baseUrl: 1 }]],
    timeout: [['sk', { timeoutMs: 0 }], ['sk', { timeoutMs: NaN }]],
    attempt_timeout: [['sk', { attemptTimeoutMs: -5 }]],
    connect_timeout: [['sk', { connectTimeoutMs: Infinity }]],
    max_retries: [['sk', { maxRetries: -1 }]],
    headers: [['sk', { headers: { host: 'x' } }]],
    proxy: [['sk', { proxy: 'not a url' }]],
    root_certificate: [['sk', { rootCertificate: 'x' }], ['sk', { rootCertificate: Buffer.from('x') }]],
    user_agent_suffix: [['sk', { userAgentSuffix: '\n' }]],
    token_provider: [['sk', { tokenProvider: 'x' }]],
  };
  for (const [option, all] of Object.entries(cases)) {
    for (const [key, options] of all) {
      const wanted = (error) => error instanceof sdk.ConfigError && error.fieldErrors[0].field === option;
      assert.throws(() => new WorkOS(key, options), wanted, `${option} ${JSON.stringify(options)}`);
    }
  }
});

test('the stack leads to the caller', async (t) => {
  const { workos } = await pair(t);
  async function whereItWasCalled() {
    await workos.mfa.getFactor('auth_factor_1');
  }
  const error = await whereItWasCalled().then(assert.fail, (error) => error);
  assert.match(error.stack, /whereItWasCalled/);
});

test('an error nobody handles ends the process, one that is handled does not', async (t) => {
  const { emulator } = await pair(t);
  const env = { WORKOS_API_KEY: emulator.apiKey, WORKOS_BASE_URL: emulator.url };
  const unhandled = await script(`import { WorkOS } from 'workos-mfa'; new WorkOS().mfa.getFactor('auth_factor_1');`, env);
  assert.equal(unhandled.code, 1);
  assert.match(unhandled.stderr, /NotFoundError/);
  const handled = await script(
    `import { WorkOS } from 'workos-mfa';
    const call = new WorkOS().mfa.getFactor('auth_factor_1');
    process.on('unhandledRejection', () => process.exit(3));
    await Promise.allSettled([call, new WorkOS().mfa.getFactor('..')]);`,
    env,
  );
  assert.deepEqual(handled, { code: 0, stdout: '', stderr: '' });
});
