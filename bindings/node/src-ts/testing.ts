/** Tools for tests: the API on this machine, and the codes that an authenticator app would show. */
import { fromNative, native } from './native.js';

/** An operation, under the name of its method. */
export type Operation = 'enrollFactor' | 'getFactor' | 'deleteFactor';

/** How an emulator is set up. */
export interface EmulatorOptions {
  /** The IP address to listen on, or `localhost`; `127.0.0.1` by default. */
  readonly host?: string;
  /** The port; a free one by default. */
  readonly port?: number;
  /** The keys that pass; `sk_test_default` by default. */
  readonly apiKeys?: readonly string[];
  /** Whether `host` may be an address that other machines can reach. The emulator hands out secrets. */
  readonly allowRemote?: boolean;
}

interface FaultBase {
  /** Waits so long before anything happens. */
  readonly delayMs?: number;
  /** Headers of the response, in place of the emulator's own of the same names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The response's body, in place of the one it would have. */
  readonly body?: string;
  /** Whether the operation is carried out all the same. */
  readonly takesEffect?: boolean;
}

/** Something that goes wrong with a request. */
export type Fault = FaultBase &
  (
    | { /** Another status instead of the reply. */ readonly kind: 'status'; readonly status: number }
    | { /** The ordinary reply, after `delayMs`. */ readonly kind: 'delay'; readonly delayMs: number }
    | { /** The request is carried out and never answered. */ readonly kind: 'hang' }
    | { /** A reset before the body is read. */ readonly kind: 'reset-before-reading' }
    | { /** A reset instead of the reply, after the request was carried out. */ readonly kind: 'reset-after-reading' }
    | { /** The reply's head and so many bytes of its body, then the end. */ readonly kind: 'cut-body'; readonly bytes?: number }
    | { /** The reply's head and so many bytes of its body, then nothing. */ readonly kind: 'stall-body'; readonly bytes?: number }
    | { /** Bytes that are not HTTP. */ readonly kind: 'garbage' }
  );

/** A factor that the emulator holds. */
export interface StoredFactor {
  readonly id: string;
  readonly type: string;
  readonly userId?: string;
  readonly phoneNumber?: string;
  readonly createdAt: string;
}

/**
 * The WorkOS MFA endpoints on this machine, in memory. It does not keep the process alive.
 *
 * ```ts
 * await using emulator = await Emulator.start();
 * const workos = new WorkOS(emulator.apiKey, { baseUrl: emulator.url });
 * ```
 */
export class Emulator {
  /** The base URL for a client. */
  readonly url: string;
  readonly #apiKey: string;
  readonly #native: InstanceType<typeof native.NativeEmulator>;

  private constructor(emulator: InstanceType<typeof native.NativeEmulator>) {
    this.#native = emulator;
    this.url = emulator.url();
    this.#apiKey = emulator.apiKey();
  }

  /** The first key that passes. */
  get apiKey(): string {
    return this.#apiKey;
  }

  /** Starts an emulator. It accepts connections when the promise is fulfilled. */
  static async start(options: EmulatorOptions = {}): Promise<Emulator> {
    return new Emulator(ofThisRealm(() => new native.NativeEmulator(JSON.stringify(options))));
  }

  /** Lets the next requests of an operation go wrong: one, or as many as `times` says. Further calls queue up behind this one. */
  inject(operation: Operation, fault: Fault, times = 1): void {
    const { headers, ...rest } = fault;
    const wanted = JSON.stringify({ ...rest, headers: Object.entries(headers ?? {}) });
    ofThisRealm(() => this.#native.inject(operation, wanted, times));
  }

  /** How many requests of an operation have arrived, or in all, refused and faulty ones included. */
  requests(operation?: Operation): number {
    return ofThisRealm(() => this.#native.requests(operation));
  }

  /** The factors that exist now, the oldest first, without their secrets. */
  factors(): StoredFactor[] {
    return JSON.parse(ofThisRealm(() => this.#native.factors())) as StoredFactor[];
  }

  /** Forgets the factors, the faults that are still to come and the counts. */
  reset(): void {
    ofThisRealm(() => this.#native.reset());
  }

  /** Stops the emulator. The port is free when the promise is fulfilled. */
  async stop(): Promise<void> {
    ofThisRealm(() => this.#native.stop());
  }

  /** `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/**
 * The code that an authenticator app shows for a secret (RFC 6238: SHA-1, six digits, 30 seconds).
 *
 * `at` is the time: now, unless you say otherwise.
 */
export function totpCode(secret: string, at: Date = new Date()): string {
  return ofThisRealm(() => native.totpCode(secret, at.getTime() / 1000));
}

function ofThisRealm<T>(call: () => T): T {
  try {
    return call();
  } catch (problem) {
    throw fromNative(problem);
  }
}
