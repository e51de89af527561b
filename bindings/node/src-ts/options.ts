import { isUint8Array } from 'node:util/types';

import { extraCertificates, variables } from './environment.js';
import { configError, invalidRequest, type WorkOSError } from './errors.js';
import { refuseOthers } from './names.js';

/** Headers: an object, a `Headers`, a `Map`, or pairs. */
export type HeadersInput = Readonly<Record<string, string>> | Iterable<readonly [string, string]>;

/** What a token is asked for. */
export interface TokenRequest {
  /** The server has just answered 401 to the last token: a new one is wanted. If it is another one, the call goes on, once. */
  readonly refused: boolean;
}

/** Supplies the bearer token. It is asked before every attempt, and counts within the call's deadline. */
export type TokenProvider = (request: TokenRequest) => string | Promise<string>;

/** The options of a client. What is left out is taken from the environment or has its default. Others than these are refused. */
export interface WorkOSOptions {
  /** The secret key, unless it is the first argument: by default `WORKOS_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** Where requests go: `https://api.workos.com` by default, or `WORKOS_BASE_URL`. A path is kept. */
  readonly baseUrl?: string | undefined;
  /** The time for a whole call, with its retries and the body: 60,000 ms by default, or `WORKOS_REQUEST_TIMEOUT` (seconds). */
  readonly timeoutMs?: number | undefined;
  /** The time for each attempt, with the body: 30,000 ms by default. */
  readonly attemptTimeoutMs?: number | undefined;
  /** The time for making a connection, TLS included: 10,000 ms by default. */
  readonly connectTimeoutMs?: number | undefined;
  /** How many times a call may be tried again: 2 by default. An enrolment is tried again only where nothing can have been enrolled. */
  readonly maxRetries?: number | undefined;
  /**
   * How many retries the calls of this client may make together, for each call that was answered in the last ten seconds: 0.2 by default. 0
   * leaves a small reserve, `Infinity` lifts the limit.
   */
  readonly retryBudget?: number | undefined;
  /** Further headers for every request. */
  readonly headers?: HeadersInput | undefined;
  /** The proxy to use instead of the one that the environment names; `false` for none. */
  readonly proxy?: string | false | undefined;
  /** Allows plain http to other hosts than this machine: `WORKOS_ALLOW_HTTP` by default. The key is sent in the clear then. */
  readonly allowHttp?: boolean | undefined;
  /** Certificates in PEM to trust besides those that the system trusts. */
  readonly rootCertificate?: string | Uint8Array | undefined;
  /** The certificate in PEM that shows servers who this client is (mutual TLS), followed by those that lead to its CA. */
  readonly clientCertificate?: string | Uint8Array | undefined;
  /** The key of `clientCertificate` in PEM, not encrypted. */
  readonly clientKey?: string | Uint8Array | undefined;
  /** Appended to the `User-Agent`, to tell your program from others: `shop/2.1`. */
  readonly userAgentSuffix?: string | undefined;
  /** Who to ask for a token, instead of a key. With both the client is not made; a key in the environment is left alone. */
  readonly tokenProvider?: TokenProvider | undefined;
  /** The vendor's other calls take it; none of these does. It is allowed, so that options can be taken over. */
  readonly clientId?: string | undefined;
}

/** The options of a call. What is left out is as the client has it. Others than these are refused. */
export interface CallOptions {
  /** Ends the call: its connection is closed and the promise is rejected with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
  /** The time for the whole call, with its retries and the body. */
  readonly timeoutMs?: number | undefined;
  /** The time for each attempt, with the body. */
  readonly attemptTimeoutMs?: number | undefined;
  /** How many times the call may be tried again. 0: never. */
  readonly maxRetries?: number | undefined;
  /** Further headers. They go along with those of the client, and replace those of the same name. */
  readonly headers?: HeadersInput | undefined;
}

/** How a wrong type is told: names of options differ from names of arguments. */
type Refuse = (field: string, message: string) => WorkOSError;

const CLIENT_OPTIONS: readonly (keyof WorkOSOptions)[] = [
  'apiKey',
  'baseUrl',
  'timeoutMs',
  'attemptTimeoutMs',
  'connectTimeoutMs',
  'maxRetries',
  'retryBudget',
  'headers',
  'proxy',
  'allowHttp',
  'rootCertificate',
  'clientCertificate',
  'clientKey',
  'userAgentSuffix',
  'tokenProvider',
  'clientId',
];

const CALL_OPTIONS: readonly (keyof CallOptions)[] = ['signal', 'timeoutMs', 'attemptTimeoutMs', 'maxRetries', 'headers'];

/** The client's options as the native part reads them. */
export function clientOptionsToJson(first: string | undefined, options: WorkOSOptions): string {
  refuseOthers(options, CLIENT_OPTIONS, 'new WorkOS(…)', configError);
  const { proxy } = options;
  const tokenProvider = options.tokenProvider ?? undefined;
  if (tokenProvider !== undefined && typeof tokenProvider !== 'function') {
    throw configError('token_provider', 'token_provider must be a function that returns a token');
  }
  if (first !== undefined && first !== null && options.apiKey !== undefined && options.apiKey !== null) {
    throw configError('api_key', 'api_key is given twice: as the first argument and among the options');
  }
  const apiKey = text(configError, 'api_key', first ?? options.apiKey);
  if (apiKey !== undefined && tokenProvider !== undefined) {
    throw configError('token_provider', 'api_key and token_provider exclude each other; leave one out');
  }
  return JSON.stringify({
    environment: variables(),
    extraCertificates: extraCertificates(),
    apiKey,
    baseUrl: text(configError, 'base_url', options.baseUrl),
    allowHttp: flag('allow_http', options.allowHttp),
    timeoutMs: milliseconds(options.timeoutMs),
    attemptTimeoutMs: milliseconds(options.attemptTimeoutMs),
    connectTimeoutMs: milliseconds(options.connectTimeoutMs),
    maxRetries: retries(configError, options.maxRetries),
    retryBudget: budget(options.retryBudget),
    userAgentSuffix: text(configError, 'user_agent_suffix', options.userAgentSuffix),
    headers: headers(configError, options.headers),
    proxy: proxy === false ? undefined : text(configError, 'proxy', proxy),
    noProxy: proxy === false ? true : undefined,
    rootCertificate: pem('root_certificate', options.rootCertificate),
    clientCertificate: pem('client_certificate', options.clientCertificate),
    clientKey: pem('client_key', options.clientKey),
    asksForToken: tokenProvider === undefined ? undefined : true,
  });
}

/** A call's options as the native part reads them; `undefined` if there are none for it. */
export function callOptionsToJson(options: CallOptions | undefined): string | undefined {
  if (options === undefined || options === null) {
    return undefined;
  }
  if (typeof options !== 'object') {
    throw invalidRequest('options', `the options of a call must be an object, not ${typeof options}`);
  }
  refuseOthers(options, CALL_OPTIONS, 'a call', invalidRequest);
  const wanted = {
    timeoutMs: milliseconds(options.timeoutMs),
    attemptTimeoutMs: milliseconds(options.attemptTimeoutMs),
    maxRetries: retries(invalidRequest, options.maxRetries),
    headers: headers(invalidRequest, options.headers),
  };
  const json = JSON.stringify(wanted);
  return json === '{}' ? undefined : json;
}

/** A string; `undefined` and `null` mean that there is none. Half a surrogate pair would be replaced on the way, so it is refused. */
export function text(refuse: Refuse, field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw refuse(field, `${field} must be a string, not ${typeof value}`);
  }
  if (!value.isWellFormed()) {
    throw refuse(field, `${field} holds half of a surrogate pair, which no text may`);
  }
  return value;
}

function flag(option: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null || typeof value === 'boolean') {
    return value ?? undefined;
  }
  throw configError(option, `${option} must be true or false`);
}

/** What is no number becomes one that the client refuses, naming the option: JSON has neither `NaN` nor `Infinity`. */
function milliseconds(value: unknown): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : -1;
}

function retries(refuse: Refuse, value: unknown): number | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw refuse('max_retries', 'max_retries must be a whole number, 0 or more');
  }
  return value;
}

/** JSON has no infinity. What is no number becomes one that the client refuses, naming the option. */
function budget(value: unknown): number | 'unlimited' | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (value === Infinity) {
    return 'unlimited';
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : -1;
}

/** A text in PEM, or its bytes. */
function pem(option: string, value: unknown): string | undefined {
  // As many bytes as characters, so that what is no text is told by the client.
  return isUint8Array(value) ? Buffer.from(value).toString('latin1') : text(configError, option, value);
}

function headers(refuse: Refuse, value: HeadersInput | undefined): [string, string][] | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'object') {
    throw refuse('headers', 'headers must be an object of strings');
  }
  const pairs: unknown[] = Symbol.iterator in value ? Array.from(value as Iterable<unknown>) : Object.entries(value);
  return pairs.map((pair) => {
    const [name, content] = Array.isArray(pair) ? (pair as unknown[]) : [];
    const read = [text(refuse, 'headers', name), text(refuse, 'headers', content)];
    if (read[0] === undefined || read[1] === undefined) {
      throw refuse('headers', 'headers must have a name and a value, both strings');
    }
    return [read[0], read[1]];
  });
}
