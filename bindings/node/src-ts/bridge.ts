import { attemptChannel, callChannel, type AttemptEvent, type CallEvent } from './diagnostics.js';
import type { WireError } from './errors.js';
import { native } from './native.js';
import type { TokenProvider } from './options.js';

/** What ends a call. */
export type Reply =
  | readonly [id: number, kind: typeof VALUE, value: unknown, status: number, requestId: string | null, attempts: number, elapsedMs: number]
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
export interface Pending {
  /** Takes what ended the call; `undefined` if it was aborted. */
  readonly settle: (reply: Reply | undefined) => void;
  readonly tokenProvider: TokenProvider | undefined;
  /** What the token provider threw last. */
  tokenProblem?: unknown;
}

const pending = new Map<number, Pending>();
let lastId = 0;

/** One for this thread: every worker loads this module anew. */
export const bridge = new native.Bridge(deliver);

/** Registers a call and gives it its number. While there are calls, the process stays alive. */
export function register(call: Pending): number {
  lastId = (lastId + 1) >>> 0;
  pending.set(lastId, call);
  if (pending.size === 1) {
    bridge.keepAlive(true);
  }
  return lastId;
}

/** Forgets a call. */
function remove(id: number): Pending | undefined {
  const call = pending.get(id);
  if (call !== undefined && pending.delete(id) && pending.size === 0) {
    bridge.keepAlive(false);
  }
  return call;
}

/** Ends a call from this side: its connection is closed. */
export function abort(id: number): void {
  const call = remove(id);
  if (call !== undefined) {
    bridge.abort(id);
    call.settle(undefined);
  }
}

/** Forgets a call that could not be begun. */
export function withdraw(id: number): void {
  remove(id);
}

function deliver(batch: string): void {
  for (const message of JSON.parse(batch) as Message[]) {
    switch (message[1]) {
      case VALUE:
      case ERROR:
        remove(message[0])?.settle(message);
        break;
      case TOKEN_WANTED:
        void answer(pending.get(message[0]), message[2]);
        break;
      case ATTEMPT:
        attemptChannel.publish(message[2]);
        break;
      case CALL:
        callChannel.publish(message[2]);
        break;
    }
  }
}

/** Asks the token provider. Its failure becomes the `cause` of the call's. */
async function answer(call: Pending | undefined, question: number): Promise<void> {
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
