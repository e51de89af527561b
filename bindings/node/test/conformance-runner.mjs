// Runs every conformance scenario with this client and reports to the server, which judges.
//
//   cargo run -p workos-mfa-conformance --bin conformance -- run --language node -- node conformance-runner.mjs
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

import { WorkOS, WorkOSError } from 'workos-mfa';

const control = process.env.WORKOS_MFA_CONFORMANCE;
const AT_A_TIME = 16;

const ms = (seconds) => (seconds === undefined || seconds === null ? undefined : seconds * 1000);
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The data as the wire has it. */
function toWire(value) {
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [snake(name), toWire(member)]));
}

/** All that a value shows of itself where people print it. */
function shown(value) {
  return [
    inspect(value, { depth: Infinity }),
    inspect(value, { depth: Infinity, showHidden: true, customInspect: false }),
    String(value),
    value instanceof Error ? JSON.stringify(value) : '',
  ].join('\n');
}

function errorReport(error) {
  if (!(error instanceof WorkOSError)) throw error;
  const { kind, message, status, code, requestId, retryAfter, outcome, attempts, factorId, retryBudgetExhausted, body } = error;
  const reported = { kind, message, status, code, retry_after: retryAfter, outcome, attempts, body };
  return { ...reported, request_id: requestId, factor_id: factorId, retry_budget_exhausted: retryBudgetExhausted, field_errors: error.fieldErrors };
}

/** What the scenario has the token provider do, each time it is asked. */
function scriptedTokens(steps) {
  const left = [...steps];
  return () => {
    const step = left.shift();
    if (step === 'stall') return new Promise(() => {});
    if (step?.token !== undefined) return Promise.resolve(step.token);
    throw new Error(step?.fail ?? 'the token provider was asked more often than the scenario says');
  };
}

/** Builds the client with the scenario's environment. Nothing else runs meanwhile. */
function build(options) {
  const before = { ...process.env };
  if (options.env) {
    const others = Object.keys(process.env).filter((name) => /^WORKOS_|^(https?|all|no)_proxy$|^REQUEST_METHOD$/i.test(name));
    others.forEach((name) => delete process.env[name]);
    Object.assign(process.env, options.env);
  }
  try {
    return new WorkOS(options.api_key, {
      baseUrl: options.base_url,
      allowHttp: options.allow_http,
      timeoutMs: ms(options.timeout),
      attemptTimeoutMs: ms(options.attempt_timeout),
      connectTimeoutMs: ms(options.connect_timeout),
      maxRetries: options.max_retries,
      retryBudget: options.retry_budget === 'unlimited' ? Infinity : options.retry_budget,
      userAgentSuffix: options.user_agent_suffix,
      headers: options.headers,
      proxy: options.no_proxy ? false : options.proxy,
      rootCertificate: options.root_certificate,
      clientCertificate: options.client_certificate,
      clientKey: options.client_key,
      tokenProvider: options.token_provider && scriptedTokens(options.token_provider),
    });
  } finally {
    Object.keys(process.env).filter((name) => !(name in before)).forEach((name) => delete process.env[name]);
    Object.assign(process.env, before);
  }
}

function begin(workos, { operation, args }, options) {
  const { type, totp_issuer: issuer, totp_user: user, phone_number: phoneNumber, user_id: userId } = args;
  switch (operation) {
    case 'enroll_factor':
      return workos.mfa.enrollFactorWithMetadata({ type, issuer, user, phoneNumber, userId }, options);
    case 'get_factor':
      return workos.mfa.getFactorWithMetadata(args.id ?? '', options);
    case 'delete_factor':
      return workos.mfa.deleteFactorWithMetadata(args.id ?? '', options);
    default:
      throw new Error(`there is no operation ${operation}`);
  }
}

/** Makes one call: its report, and what was printed of it. */
async function make(workos, call) {
  if (call.wait_before) await sleep(call.wait_before * 1000);
  const wanted = call.options ?? {};
  const giveUp = new AbortController();
  if (call.cancel_before) giveUp.abort();
  const timer = call.cancel_after ? setTimeout(() => giveUp.abort(), call.cancel_after * 1000) : undefined;
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  try {
    const { value, metadata } = await begin(workos, call, {
      timeoutMs: ms(wanted.timeout),
      attemptTimeoutMs: ms(wanted.attempt_timeout),
      maxRetries: wanted.max_retries,
      headers: wanted.headers,
      signal: giveUp.signal,
    });
    const { status, requestId, attempts, headers } = metadata;
    const result = value === undefined ? null : toWire(JSON.parse(JSON.stringify(value)));
    const report = { result, metadata: { status, request_id: requestId, attempts, headers: headers.toJSON() }, elapsed_ms: elapsed() };
    return [report, shown(value) + shown(metadata)];
  } catch (error) {
    return [{ error: errorReport(error), elapsed_ms: elapsed() }, shown(error)];
  } finally {
    clearTimeout(timer);
  }
}

/** Builds the client of a session: it, or the report that it could not be built. */
function open({ client }) {
  try {
    return [build(client), undefined];
  } catch (error) {
    return [undefined, { construct_error: errorReport(error), calls: [], debug: shown(error) }];
  }
}

/** Makes the calls of a session: what the client did. */
async function run(workos, started) {
  const made = [];
  if (started.parallel) {
    made.push(...(await Promise.all(started.calls.map((call) => make(workos, call)))));
  } else {
    for (const call of started.calls) made.push(await make(workos, call));
  }
  const debug = [shown(workos), ...made.map(([, text]) => text)].join('\n');
  return { calls: made.map(([report]) => report), debug };
}

async function ask(method, path, body) {
  const answer = await fetch(`${control}${path}`, { method, body: body && JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${json.error}`);
  return json;
}

async function play({ group, name }) {
  const path = `/scenarios/${encodeURIComponent(group)}/${encodeURIComponent(name)}/start?language=node`;
  const started = await ask('POST', path);
  let workos;
  let report;
  try {
    [workos, report] = open(started);
    report ??= await run(workos, started);
  } catch (error) {
    report = { crash: error.stack };
  }
  await ask('POST', `/sessions/${encodeURIComponent(started.session)}/finish?language=node`, report);
  // Not before: what the server has to see of the connections must not come from this.
  await workos?.close();
}

const { scenarios } = await ask('GET', '/scenarios?language=node');
const queue = scenarios.values();
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    // All of them take from the same queue.
    for (const scenario of queue) await play(scenario);
  }),
);
