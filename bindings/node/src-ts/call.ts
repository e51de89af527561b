import { AsyncResource } from 'node:async_hooks';

import { bridge, ERROR, inFlight, type VALUE } from './bridge.js';
import { attemptChannel, callChannel, observed, startChannel, type AttemptEvent, type CallEvent, type OperationName } from './diagnostics.js';
import type { ErrorKind, WireError } from './errors.js';
import type { WireHeaders } from './headers.js';
import type { TokenProvider } from './options.js';
import { watch } from './signals.js';

/** What ends a call. */
export type Reply =
  | readonly [
      id: number,
      kind: typeof VALUE,
      value: unknown,
      status: number,
      requestId: string | null,
      attempts: number,
      elapsedMs: number,
      /** Where the caller is given metadata. */
      headers: WireHeaders | null,
      /** The number of the QR code that came beside the messages. */
      picture?: number,
    ]
  | readonly [id: number, kind: typeof ERROR, error: WireError];

/** What came of a call that was aborted before it began. */
const NOT_BEGUN: WireError = [{ kind: 'cancelled', message: 'the call was cancelled', outcome: 'not_sent', attempts: 0 }, 0, [], []];

let lastId = 0;

/** A call. */
export class Call {
  /** The number that it is known by on the other side. */
  readonly id: number;
  /** What ended it; `undefined` while it lasts. */
  reply: Reply | undefined;
  /** Whether its signal has ended it, whatever the reply is. */
  aborted = false;
  /** What the token provider threw last. */
  tokenProblem: unknown;
  readonly signal: AbortSignal | undefined;
  readonly #operation: OperationName;
  readonly #tokenProvider: TokenProvider | undefined;
  /** The caller's context, for those who are called back. */
  readonly #context: AsyncResource | undefined;
  readonly #observed: boolean;
  #concluded = false;
  #unwatch: (() => void) | undefined;
  #settle: ((call: Call) => void) | undefined;

  constructor(operation: OperationName, tokenProvider: TokenProvider | undefined, signal: AbortSignal | undefined) {
    lastId = (lastId + 1) >>> 0;
    this.id = lastId;
    this.signal = signal;
    this.#operation = operation;
    this.#tokenProvider = tokenProvider;
    this.#observed = observed();
    this.#context = this.#observed || tokenProvider !== undefined ? new AsyncResource('WorkOSCall') : undefined;
  }

  /** Has the other side begin; the promise is fulfilled when the call has ended, however it did. If it throws, nothing was sent. */
  begin(send: (id: number, observed: boolean) => void): Promise<Call> {
    if (this.#observed) {
      startChannel.publish({ callId: this.id, operation: this.#operation });
    }
    if (this.signal?.aborted) {
      this.aborted = true;
      this.end([this.id, ERROR, NOT_BEGUN]);
      return Promise.resolve(this);
    }
    const ended = new Promise<Call>((settle) => (this.#settle = settle));
    try {
      // Whatever can fail comes before the request.
      this.#unwatch = this.signal && watch(this.signal, () => this.#abort());
      inFlight.set(this.id, this);
      send(this.id, this.#observed);
    } catch (problem) {
      this.end(undefined);
      throw problem;
    }
    return ended;
  }

  end(reply: Reply | undefined): void {
    this.reply = reply;
    inFlight.delete(this.id);
    // First of all, since what follows runs code of others.
    this.#settle?.(this);
    if (this.#observed && !this.#concluded && reply?.[1] === ERROR) {
      this.#concludeUnsent(reply[2]);
    }
    this.#unwatch?.();
  }

  attempted(event: AttemptEvent): void {
    this.#context?.runInAsyncScope(() => attemptChannel.publish(event));
  }

  concluded(event: CallEvent): void {
    this.#concluded = true;
    this.#context?.runInAsyncScope(() => callChannel.publish(event));
  }

  /** Asks the token provider. Its failure becomes the `cause` of the call's. */
  provideToken(question: number, refused: boolean): void {
    if (this.aborted) {
      return;
    }
    void this.#context?.runInAsyncScope(async () => {
      const provide = this.#tokenProvider as TokenProvider;
      try {
        const token = await provide({ refused });
        if (typeof token !== 'string') {
          throw new TypeError(`the token provider returned ${typeof token}, not a string`);
        }
        bridge.answer(question, token);
      } catch (problem) {
        this.tokenProblem = problem;
        bridge.answer(question, null, 'the token provider threw an error');
      }
    });
  }

  /** The other side answers with what is known of the effect, which only it can say. */
  #abort(): void {
    this.aborted = true;
    bridge.abort(this.id);
  }

  /** The other side has no event for a call whose arguments are wrong, or that did not begin. */
  #concludeUnsent([{ kind, outcome, attempts }, elapsedMs]: WireError): void {
    this.concluded({ callId: this.id, operation: this.#operation, attempts, elapsedMs, errorKind: kind as ErrorKind, outcome });
  }
}
