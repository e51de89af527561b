import { attemptChannel, callChannel, type AttemptEvent, type CallEvent } from './diagnostics.js';
import type { WireError } from './errors.js';
import { native } from './native.js';
import type { TokenProvider } from './options.js';

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
      /** The number of the QR code that came beside the messages. */
      picture?: number,
    ]
  | readonly [id: number, kind: typeof ERROR, error: WireError];

/** The table of messages is in `src/mailbox.rs`, too. */
type Message =
  | Reply
  | readonly [id: number, kind: typeof TOKEN_WANTED, question: number]
  | readonly [id: number, kind: typeof ATTEMPT, event: AttemptEvent]
  | readonly [id: number, kind: typeof CALL, event: CallEvent];

export const VALUE = 0;
export const ERROR = 1;
const TOKEN_WANTED = 2;
const ATTEMPT = 3;
const CALL = 4;

/** A call in flight. */
export class Call {
  /** The number that it is known by on the other side. */
  readonly id: number;
  /** What ended it; `undefined` while it lasts, and if it was aborted. */
  reply: Reply | undefined;
  /** What the token provider threw last. */
  tokenProblem: unknown;
  readonly tokenProvider: TokenProvider | undefined;
  readonly signal: AbortSignal | undefined;
  readonly #ended: (call: Call) => void;
  #giveUp: (() => void) | undefined;

  /** `ended` is told when it has been answered or aborted. */
  constructor(tokenProvider: TokenProvider | undefined, signal: AbortSignal | undefined, ended: (call: Call) => void) {
    lastId = (lastId + 1) >>> 0;
    this.id = lastId;
    this.tokenProvider = tokenProvider;
    this.signal = signal;
    this.#ended = ended;
  }

  /** To be called when the other side has it. */
  begun(): void {
    inFlight.set(this.id, this);
    if (this.signal !== undefined) {
      this.#giveUp = () => {
        bridge.abort(this.id);
        this.end(undefined);
      };
      this.signal.addEventListener('abort', this.#giveUp, { once: true });
    }
  }

  end(reply: Reply | undefined): void {
    inFlight.delete(this.id);
    if (this.#giveUp !== undefined) {
      this.signal?.removeEventListener('abort', this.#giveUp);
    }
    this.reply = reply;
    this.#ended(this);
  }
}

const inFlight = new Map<number, Call>();
let lastId = 0;

/** One for this thread: every worker loads this module anew. It keeps the process alive while there are calls. */
export const bridge = new native.Bridge(deliver);

function deliver(batch: string[], pictures: string[]): void {
  for (const text of batch) {
    for (const message of JSON.parse(text) as Message[]) {
      if (message[1] === VALUE && message[7] !== undefined) {
        (message[2] as { totp: { qr_code: string | undefined } }).totp.qr_code = pictures[message[7]];
      }
      receive(message);
    }
  }
}

function receive(message: Message): void {
  switch (message[1]) {
    case VALUE:
    case ERROR:
      inFlight.get(message[0])?.end(message);
      break;
    case TOKEN_WANTED:
      void answer(inFlight.get(message[0]), message[2]);
      break;
    case ATTEMPT:
      attemptChannel.publish(message[2]);
      break;
    case CALL:
      callChannel.publish(message[2]);
      break;
  }
}

/** Asks the token provider. Its failure becomes the `cause` of the call's. */
async function answer(call: Call | undefined, question: number): Promise<void> {
  // The call may have been aborted meanwhile; then the question is withdrawn, too.
  if (call?.tokenProvider === undefined) {
    return;
  }
  try {
    const token = await call.tokenProvider();
    if (typeof token !== 'string') {
      throw new TypeError(`the token provider returned ${typeof token}, not a string`);
    }
    bridge.answer(question, token);
  } catch (problem) {
    call.tokenProblem = problem;
    bridge.answer(question, null, 'the token provider threw an error');
  }
}
