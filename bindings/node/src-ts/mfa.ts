import { ERROR } from './bridge.js';
import { Call, type Reply } from './call.js';
import type { OperationName } from './diagnostics.js';
import { abortError, configError, errorFromWire, invalidRequest, type Outcome } from './errors.js';
import { ReplyHeaders } from './headers.js';
import {
  enrolledFactor,
  factor,
  type EnrolledFactor,
  type EnrolledTotpFactor,
  type Factor,
  type WireEnrolledFactor,
  type WireFactor,
} from './models.js';
import { refuseOthers } from './names.js';
import { fromClient, type native } from './native.js';
import { callOptionsToJson, text, type CallOptions, type TokenProvider } from './options.js';
import { checkSignal } from './signals.js';

/** A factor whose codes come from an authenticator app (RFC 6238). */
export interface EnrollTotpInput {
  readonly type: 'totp';
  /** Your product or company, as the app shows it. */
  readonly issuer: string;
  /** Whose factor it is, as the app shows it. */
  readonly user: string;
  /** The WorkOS user to enrol the factor for. */
  readonly userId?: string | undefined;
}

/** What to enrol. Each kind takes just what it needs. */
export type EnrollFactorInput =
  | EnrollTotpInput
  | {
      /** Codes in text messages. */
      readonly type: 'sms';
      /** In E.164 form, such as `+15555555555`. */
      readonly phoneNumber: string;
      /** The WorkOS user to enrol the factor for. */
      readonly userId?: string | undefined;
    }
  | {
      /** Codes that you deliver yourself. */
      readonly type: 'generic_otp';
      /** The WorkOS user to enrol the factor for. */
      readonly userId?: string | undefined;
    };

/** How a call went. */
export interface Metadata {
  /** The HTTP status of the last answer. */
  readonly status: number;
  /** The last answer's `x-request-id`. Quote it when you ask the vendor for help. */
  readonly requestId: string | undefined;
  /** How many times the request was tried. */
  readonly attempts: number;
  /** How long the call took, with all attempts and waits. */
  readonly elapsedMs: number;
  /** The last answer's headers: `metadata.headers.get('x-ratelimit-remaining')`. */
  readonly headers: ReplyHeaders;
}

/** What a call returned, and how it went. */
export interface WithMetadata<T> {
  readonly value: T;
  readonly metadata: Metadata;
}

type NativeClient = InstanceType<typeof native.NativeClient>;
type Success = Extract<Reply, readonly [number, 0, ...unknown[]]>;

/** The calls of the MFA API. */
export class Mfa {
  #client: NativeClient | undefined;
  readonly #tokenProvider: TokenProvider | undefined;
  #inFlight = 0;
  #idle: (() => void)[] = [];

  /** @internal */
  constructor(client: NativeClient, tokenProvider: TokenProvider | undefined) {
    this.#client = client;
    this.#tokenProvider = tokenProvider;
  }

  /**
   * Enrols a factor. For `totp`, the reply is the only place where the secret is ever shown.
   *
   * It is never sent again once it may have arrived: the API does not deduplicate, and the user would end up with two factors.
   * If an error's `outcome` is `unknown`, look before you call again.
   */
  enrollFactor(input: EnrollTotpInput, options?: CallOptions): Promise<EnrolledTotpFactor>;
  enrollFactor(input: EnrollFactorInput, options?: CallOptions): Promise<EnrolledFactor>;
  async enrollFactor(input: EnrollFactorInput, options?: CallOptions): Promise<EnrolledFactor> {
    return enrolledFactor(this.#ended(await this.#enroll(input, options))[2] as WireEnrolledFactor);
  }

  /** `enrollFactor`, with metadata about the call. */
  enrollFactorWithMetadata(input: EnrollTotpInput, options?: CallOptions): Promise<WithMetadata<EnrolledTotpFactor>>;
  enrollFactorWithMetadata(input: EnrollFactorInput, options?: CallOptions): Promise<WithMetadata<EnrolledFactor>>;
  async enrollFactorWithMetadata(input: EnrollFactorInput, options?: CallOptions): Promise<WithMetadata<EnrolledFactor>> {
    const reply = this.#ended(await this.#enroll(input, options, true));
    return { value: enrolledFactor(reply[2] as WireEnrolledFactor), metadata: metadata(reply) };
  }

  /** Reads a factor. Its secrets are not part of it. */
  async getFactor(id: string, options?: CallOptions): Promise<Factor> {
    return factor(this.#ended(await this.#withId('get', id, options))[2] as WireFactor);
  }

  /** `getFactor`, with metadata about the call. */
  async getFactorWithMetadata(id: string, options?: CallOptions): Promise<WithMetadata<Factor>> {
    const reply = this.#ended(await this.#withId('get', id, options, true));
    return { value: factor(reply[2] as WireFactor), metadata: metadata(reply) };
  }

  /** Deletes a factor for good. */
  async deleteFactor(id: string, options?: CallOptions): Promise<void> {
    this.#ended(await this.#withId('delete', id, options));
  }

  /** `deleteFactor`, with metadata about the call. */
  async deleteFactorWithMetadata(id: string, options?: CallOptions): Promise<WithMetadata<undefined>> {
    const reply = this.#ended(await this.#withId('delete', id, options, true));
    return { value: undefined, metadata: metadata(reply) };
  }

  /** @internal */
  async close(): Promise<void> {
    // Calls in flight have a hold of their own on the connections.
    this.#client?.close();
    this.#client = undefined;
    if (this.#inFlight > 0) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
      // Those who made the calls hear of them first.
      await nextTurn();
    }
  }

  #enroll(input: EnrollFactorInput, options: CallOptions | undefined, detailed = false): Promise<Call> {
    return this.#begin('enroll', 'enroll_factor', enrolmentToJson(input), options, detailed);
  }

  #withId(method: 'get' | 'delete', factorId: string, options: CallOptions | undefined, detailed = false): Promise<Call> {
    const checked = text(invalidRequest, 'id', factorId);
    if (checked === undefined) {
      throw invalidRequest('id', 'the id of a factor is missing');
    }
    return this.#begin(method, `${method}_factor`, checked, options, detailed);
  }

  /** Nothing begins before all arguments are checked. */
  #begin(
    method: 'enroll' | 'get' | 'delete',
    operation: OperationName,
    argument: string,
    options: CallOptions | undefined,
    detailed: boolean,
  ): Promise<Call> {
    const client = this.#client;
    if (client === undefined) {
      throw configError('client', 'this client is closed; make a new one');
    }
    const wanted = callOptionsToJson(options);
    const call = new Call(operation, this.#tokenProvider, checkSignal(options?.signal));
    const ended = call.begin((id, observed) => {
      try {
        client[method](id, observed, detailed, argument, wanted);
      } catch (problem) {
        throw fromClient(problem);
      }
    });
    this.#inFlight += 1;
    return ended;
  }

  /** What the call returned. Its error is made here and not where the reply arrives: here the stack has the caller in it. */
  #ended({ reply, signal, aborted, tokenProblem }: Call): Success {
    this.#inFlight -= 1;
    if (this.#inFlight === 0 && this.#idle.length > 0) {
      this.#idle.splice(0).forEach((resolve) => resolve());
    }
    // Every call is replied to, and only one that has a signal is aborted.
    const ended = reply as Reply;
    if (aborted) {
      throw abortError(signal as AbortSignal, known(ended));
    }
    if (ended[1] === ERROR) {
      throw errorFromWire(ended[2], tokenProblem);
    }
    return ended;
  }
}

/** A turn of the event loop. Not by a timer, as tests replace them by some that stand still. */
function nextTurn(): Promise<void> {
  // Loading it takes a millisecond, which not every program has to spend at its start.
  const { MessageChannel } = require('node:worker_threads') as typeof import('node:worker_threads');
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.once('message', () => {
      port1.close();
      resolve();
    });
    port2.postMessage(undefined);
  });
}

function metadata([, , , status, requestId, attempts, elapsedMs, headers]: Success): Metadata {
  return { status, requestId: requestId ?? undefined, attempts, elapsedMs, headers: new ReplyHeaders(headers ?? []) };
}

/** What is known of a call that was aborted, by what came of it. A success that is thrown away counts as unknown. */
function known(reply: Reply): { outcome: Outcome; attempts: number; elapsedMs: number } {
  if (reply[1] !== ERROR) {
    return { outcome: 'unknown', attempts: reply[5], elapsedMs: reply[6] };
  }
  const [{ outcome, attempts }, elapsedMs] = reply[2];
  return { outcome, attempts, elapsedMs };
}

/** The names on the wire. Which of them belong together is checked by the client. */
function enrolmentToJson(input: EnrollFactorInput): string {
  if (typeof input !== 'object' || input === null) {
    throw invalidRequest('type', 'enrollFactor takes an object with a type: totp, sms or generic_otp');
  }
  refuseOthers(input, ['type', 'issuer', 'user', 'phoneNumber', 'userId'], 'enrollFactor', invalidRequest);
  const given: { readonly [name: string]: unknown } = { ...input };
  return JSON.stringify({
    type: text(invalidRequest, 'type', given['type']) ?? '',
    totp_issuer: text(invalidRequest, 'totp_issuer', given['issuer']),
    totp_user: text(invalidRequest, 'totp_user', given['user']),
    phone_number: text(invalidRequest, 'phone_number', given['phoneNumber']),
    user_id: text(invalidRequest, 'user_id', given['userId']),
  });
}
