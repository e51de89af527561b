import { inspect } from 'node:util';

import { ReplyHeaders, type WireHeaders } from './headers.js';
import { inOurNames } from './names.js';

/** What kind of thing went wrong. The words are the same in every language. */
export type ErrorKind =
  | 'invalid_request'
  | 'config'
  | 'bad_request'
  | 'authentication'
  | 'permission_denied'
  | 'not_found'
  | 'conflict'
  | 'unprocessable'
  | 'rate_limited'
  | 'server'
  | 'unexpected_status'
  | 'connect'
  | 'timeout'
  | 'transport'
  | 'decode'
  | 'cancelled';

/**
 * What is known of the effect that a failed call had on the server.
 *
 * - `not_sent`: no request was sent; calling again is safe.
 * - `rejected`: the server said no; nothing was changed.
 * - `unknown`: a request was sent and no usable answer came; it may have been carried out.
 * - `applied`: the server reports success with a reply that can't be read; it has been carried out.
 */
export type Outcome = 'not_sent' | 'rejected' | 'unknown' | 'applied';

/** What was wrong with one field. Fields have their names on the wire: `totp_issuer`, `phone_number`, … */
export interface FieldError {
  readonly field?: string;
  readonly code?: string;
  readonly message?: string;
}

/** The fields of an error. */
export interface WorkOSErrorFields {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly outcome: Outcome;
  readonly status?: number;
  readonly code?: string;
  readonly requestId?: string;
  readonly fieldErrors?: readonly FieldError[];
  readonly retryAfter?: number;
  readonly attempts?: number;
  readonly elapsedMs?: number;
  readonly factorId?: string;
  readonly retryBudgetExhausted?: boolean;
  readonly headers?: ReplyHeaders;
  readonly body?: string;
}

/** Why a call failed, or why a client could not be made. Every kind has a class of its own. */
export class WorkOSError extends Error {
  /** What kind of thing went wrong. */
  readonly kind: ErrorKind;
  /** What is known of the effect on the server, over all attempts of the call. */
  readonly outcome: Outcome;
  /** The HTTP status of the last answer. */
  readonly status: number | undefined;
  /** The server's word for the error. */
  readonly code: string | undefined;
  /** The `x-request-id` of the last answer. Quote it when you ask the vendor for help. */
  readonly requestId: string | undefined;
  /** What was wrong with which field. */
  readonly fieldErrors: readonly FieldError[];
  /** The least time to wait before the next call, in seconds, if the server named one. */
  readonly retryAfter: number | undefined;
  /** How many times the request was tried. */
  readonly attempts: number;
  /** How long the call took, with all attempts and waits. */
  readonly elapsedMs: number | undefined;
  /** The id of the factor that now exists although the reply could not be read. */
  readonly factorId: string | undefined;
  /** Whether the call would have been tried again, had the client's `retryBudget` not been used up. */
  readonly retryBudgetExhausted: boolean;
  readonly #headers: ReplyHeaders;
  readonly #body: string | undefined;

  constructor(fields: WorkOSErrorFields, options?: { cause?: unknown }) {
    super(fields.message, options);
    this.kind = fields.kind;
    this.outcome = fields.outcome;
    this.status = fields.status;
    this.code = fields.code;
    this.requestId = fields.requestId;
    this.fieldErrors = fields.fieldErrors ?? [];
    this.retryAfter = fields.retryAfter;
    this.attempts = fields.attempts ?? 0;
    this.elapsedMs = fields.elapsedMs;
    this.factorId = fields.factorId;
    this.retryBudgetExhausted = fields.retryBudgetExhausted ?? false;
    this.#headers = fields.headers ?? new ReplyHeaders([]);
    this.#body = fields.body;
  }

  /** The last answer's headers; none, if there was no answer. */
  get headers(): ReplyHeaders {
    return this.#headers;
  }

  /** The beginning of the last answer's body, at most 4 KiB, with secrets redacted. Nothing prints it by itself. */
  get body(): string | undefined {
    return this.#body;
  }

  /** The error's fields for a log, without `body`, `headers` and `stack`. Fields that are absent are left out. */
  toJSON(): Omit<WorkOSErrorFields, 'body' | 'headers'> & { readonly name: string } {
    return {
      name: this.name,
      kind: this.kind,
      message: this.message,
      outcome: this.outcome,
      ...(this.status !== undefined && { status: this.status }),
      ...(this.code !== undefined && { code: this.code }),
      ...(this.requestId !== undefined && { requestId: this.requestId }),
      ...(this.fieldErrors.length > 0 && { fieldErrors: this.fieldErrors }),
      ...(this.retryAfter !== undefined && { retryAfter: this.retryAfter }),
      attempts: this.attempts,
      ...(this.elapsedMs !== undefined && { elapsedMs: this.elapsedMs }),
      ...(this.factorId !== undefined && { factorId: this.factorId }),
      ...(this.retryBudgetExhausted && { retryBudgetExhausted: true }),
    };
  }

  /** The stack, and then only the fields that say something. */
  [inspect.custom](_depth: number, options: object, show: typeof inspect): string {
    const { name: _name, message: _message, ...fields } = this.toJSON();
    const names = [...this.#headers].length > 0 && { headers: this.#headers };
    const cause = this.cause === undefined ? '' : `\n  [cause]: ${show(this.cause, options)}`;
    return `${this.stack ?? String(this)} ${show({ ...fields, ...names }, options)}${cause}`;
  }
}

/** The call's arguments are wrong. Nothing was sent; `fieldErrors` names the argument. */
export class InvalidRequestError extends WorkOSError {}
/** The client's configuration is wrong. Nothing was sent; `fieldErrors` names the option. */
export class ConfigError extends WorkOSError {}
/** 400: the server could not understand the request. */
export class BadRequestError extends WorkOSError {}
/** 401: the key is missing, unknown or revoked; or the token provider failed, and then there is no status. */
export class AuthenticationError extends WorkOSError {}
/** 403: the key may not do this. */
export class PermissionDeniedError extends WorkOSError {}
/** 404: there is no such factor. */
export class NotFoundError extends WorkOSError {}
/** 409: the request is at odds with the present state. */
export class ConflictError extends WorkOSError {}
/** 422: some fields are missing or wrong; see `fieldErrors`. */
export class UnprocessableEntityError extends WorkOSError {}
/** 429: too many requests; see `retryAfter`. */
export class RateLimitError extends WorkOSError {}
/** 5xx: the server, or a proxy in front of it, failed. */
export class ServerError extends WorkOSError {}
/** Any other status. */
export class UnexpectedStatusError extends WorkOSError {}
/** No connection: DNS, a refusal, TLS, or no answer within the connect timeout. */
export class ConnectError extends WorkOSError {}
/** No complete answer in time. */
export class RequestTimeoutError extends WorkOSError {}
/** The connection broke. */
export class TransportError extends WorkOSError {}
/** The server reports success, but with a reply that can't be read. */
export class DecodeError extends WorkOSError {}
/** The call was given up through its `signal`, whose `reason` is the `cause`. */
export class AbortError extends WorkOSError {}

const CLASSES: { readonly [K in ErrorKind]: typeof WorkOSError } = {
  invalid_request: InvalidRequestError,
  config: ConfigError,
  bad_request: BadRequestError,
  authentication: AuthenticationError,
  permission_denied: PermissionDeniedError,
  not_found: NotFoundError,
  conflict: ConflictError,
  unprocessable: UnprocessableEntityError,
  rate_limited: RateLimitError,
  server: ServerError,
  unexpected_status: UnexpectedStatusError,
  connect: ConnectError,
  timeout: RequestTimeoutError,
  transport: TransportError,
  decode: DecodeError,
  cancelled: AbortError,
};

// On the prototypes, as built-in errors have it: no own property to print, and minifiers can't change it.
for (const [name, errorClass] of Object.entries({
  WorkOSError,
  InvalidRequestError,
  ConfigError,
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  UnprocessableEntityError,
  RateLimitError,
  ServerError,
  UnexpectedStatusError,
  ConnectError,
  RequestTimeoutError,
  TransportError,
  DecodeError,
  AbortError,
})) {
  Object.defineProperty(errorClass.prototype, 'name', { value: name, writable: true, configurable: true });
}

/** An error as the native part writes it: the fields, how long it took, the causes, the outermost first, with their texts and codes, and headers. */
export type WireError = readonly [
  fields: {
    readonly kind: string;
    readonly message: string;
    readonly status?: number;
    readonly code?: string;
    readonly field_errors?: readonly FieldError[];
    readonly request_id?: string;
    readonly retry_after?: number;
    readonly outcome: Outcome;
    readonly attempts: number;
    readonly factor_id?: string;
    readonly retry_budget_exhausted?: boolean;
    readonly body?: string;
  },
  elapsedMs: number,
  causes: readonly (readonly [message: string, code: string | null])[],
  headers: WireHeaders,
];

function isKnown(kind: string): kind is ErrorKind {
  return Object.hasOwn(CLASSES, kind);
}

/** The error of the right class. */
export function errorFromWire([fields, elapsedMs, causes, headers]: WireError, ownCause?: unknown): WorkOSError {
  const { field_errors, request_id, retry_after, factor_id, retry_budget_exhausted, kind, ...same } = fields;
  const cause = ownCause ?? causes.reduceRight<Error | undefined>(causeFromWire, undefined);
  const ours = kind === 'invalid_request' || kind === 'config';
  const errorClass = isKnown(kind) ? CLASSES[kind] : WorkOSError;
  return new errorClass(
    {
      ...same,
      message: ours ? inOurNames(fields.message) : fields.message,
      kind: kind as ErrorKind,
      elapsedMs,
      ...(field_errors && { fieldErrors: ours ? field_errors.map(fieldInOurNames) : field_errors }),
      ...(request_id !== undefined && { requestId: request_id }),
      ...(retry_after !== undefined && { retryAfter: retry_after }),
      ...(factor_id !== undefined && { factorId: factor_id }),
      ...(retry_budget_exhausted && { retryBudgetExhausted: true }),
      headers: new ReplyHeaders(headers),
    },
    cause === undefined ? undefined : { cause },
  );
}

/** The field keeps its name on the wire, which is the same in all languages. */
function fieldInOurNames({ message, ...same }: FieldError): FieldError {
  return message === undefined ? same : { ...same, message: inOurNames(message) };
}

/** What was below an error. It has no stack, which would only lead to where the reply was read. */
function causeFromWire(inner: Error | undefined, [message, code]: readonly [string, string | null]): Error {
  const cause = new Error(message, inner && { cause: inner });
  cause.stack = String(cause);
  return code === null ? cause : Object.assign(cause, { code });
}

/** An argument of a type that JSON can't carry to where arguments are checked. `field` is its name on the wire. */
export function invalidRequest(field: string, problem: string): InvalidRequestError {
  const message = inOurNames(problem);
  return new InvalidRequestError({
    kind: 'invalid_request',
    outcome: 'not_sent',
    message,
    fieldErrors: [{ field, code: 'invalid', message }],
  });
}

/** The same for an option of the client. */
export function configError(option: string, problem: string): ConfigError {
  const message = inOurNames(problem);
  return new ConfigError({
    kind: 'config',
    outcome: 'not_sent',
    message,
    fieldErrors: [{ field: option, code: 'invalid', message }],
  });
}

/** The error of a call that was given up. */
export function abortError(signal: AbortSignal, known: { outcome: Outcome; attempts: number; elapsedMs: number }): AbortError {
  return new AbortError({ kind: 'cancelled', message: 'the call was aborted', ...known }, { cause: signal.reason });
}
