import { Call, ERROR, type Reply } from './bridge.js';
import { observed } from './diagnostics.js';
import { abortError, configError, errorFromWire, invalidRequest } from './errors.js';
import { enrolledFactor, factor, type EnrolledFactor, type Factor, type WireEnrolledFactor, type WireFactor } from './models.js';
import { native } from './native.js';
import { callOptionsToJson, text, type CallOptions, type TokenProvider } from './options.js';

/** What to enrol. Each kind takes just what it needs. */
export type EnrollFactorInput =
  | {
      /** Codes from an authenticator app (RFC 6238). */
      readonly type: 'totp';
      /** Your product or company, as the app shows it. */
      readonly issuer: string;
      /** Whose factor it is, as the app shows it. */
      readonly user: string;
      /** The WorkOS user to enrol the factor for. */
      readonly userId?: string | undefined;
    }
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
  async enrollFactor(input: EnrollFactorInput, options?: CallOptions): Promise<EnrolledFactor> {
    return enrolledFactor(this.#ended(await this.#enroll(input, options))[2] as WireEnrolledFactor);
  }

  /** `enrollFactor`, with metadata about the call. */
  async enrollFactorWithMetadata(input: EnrollFactorInput, options?: CallOptions): Promise<WithMetadata<EnrolledFactor>> {
    const reply = this.#ended(await this.#enroll(input, options));
    return { value: enrolledFactor(reply[2] as WireEnrolledFactor), metadata: metadata(reply) };
  }

  /** Reads a factor. Its secrets are not part of it. */
  async getFactor(id: string, options?: CallOptions): Promise<Factor> {
    return factor(this.#ended(await this.#withId('get', id, options))[2] as WireFactor);
  }

  /** `getFactor`, with metadata about the call. */
  async getFactorWithMetadata(id: string, options?: CallOptions): Promise<WithMetadata<Factor>> {
    const reply = this.#ended(await this.#withId('get', id, options));
    return { value: factor(reply[2] as WireFactor), metadata: metadata(reply) };
  }

  /** Deletes a factor for good. */
  async deleteFactor(id: string, options?: CallOptions): Promise<void> {
    this.#ended(await this.#withId('delete', id, options));
  }

  /** `deleteFactor`, with metadata about the call. */
  async deleteFactorWithMetadata(id: string, options?: CallOptions): Promise<WithMetadata<undefined>> {
    const reply = this.#ended(await this.#withId('delete', id, options));
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
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #enroll(input: EnrollFactorInput, options: CallOptions | undefined): Promise<Call> {
    return this.#begin('enroll', enrolmentToJson(input), options);
  }

  #withId(operation: 'get' | 'delete', factorId: string, options: CallOptions | undefined): Promise<Call> {
    const checked = text(invalidRequest, 'id', factorId);
    if (checked === undefined) {
      throw invalidRequest('id', 'the id of a factor is missing');
    }
    return this.#begin(operation, checked, options);
  }

  /** The promise is fulfilled when the call has ended, however it did. */
  #begin(operation: 'enroll' | 'get' | 'delete', argument: string, options: CallOptions | undefined): Promise<Call> {
    const client = this.#client;
    if (client === undefined) {
      throw configError('client', 'this client is closed; make a new one');
    }
    const signal = options?.signal ?? undefined;
    if (signal?.aborted) {
      throw abortError(signal, 'not_sent');
    }
    const wanted = callOptionsToJson(options);
    return new Promise((ended) => {
      const call = new Call(this.#tokenProvider, signal, ended);
      client[operation](call.id, observed(), argument, wanted);
      call.begun();
      this.#inFlight += 1;
    });
  }

  /** What the call returned. Its error is made here and not where the reply arrives: here the stack has the caller in it. */
  #ended({ reply, signal, tokenProblem }: Call): Success {
    this.#inFlight -= 1;
    if (this.#inFlight === 0 && this.#idle.length > 0) {
      this.#idle.splice(0).forEach((resolve) => resolve());
    }
    if (reply === undefined) {
      throw abortError(signal as AbortSignal, 'unknown');
    }
    if (reply[1] === ERROR) {
      throw errorFromWire(reply[2], tokenProblem);
    }
    return reply;
  }
}

function metadata([, , , status, requestId, attempts, elapsedMs]: Success): Metadata {
  return { status, requestId: requestId ?? undefined, attempts, elapsedMs };
}

/** The names on the wire. Which of them belong together is checked by the client. */
function enrolmentToJson(input: EnrollFactorInput): string {
  if (typeof input !== 'object' || input === null) {
    throw invalidRequest('type', 'enrollFactor takes an object with a type: totp, sms or generic_otp');
  }
  const given: { readonly [name: string]: unknown } = { ...input };
  return JSON.stringify({
    type: text(invalidRequest, 'type', given['type']) ?? '',
    totp_issuer: text(invalidRequest, 'totp_issuer', given['issuer']),
    totp_user: text(invalidRequest, 'totp_user', given['user']),
    phone_number: text(invalidRequest, 'phone_number', given['phoneNumber']),
    user_id: text(invalidRequest, 'user_id', given['userId']),
  });
}
