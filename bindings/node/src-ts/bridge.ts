import { type Call, type Reply } from './call.js';
import type { AttemptEvent, CallEvent } from './diagnostics.js';
import { native } from './native.js';

/** The table of messages is in `src/mailbox.rs`, too. */
type Message =
  | Reply
  | readonly [id: number, kind: typeof TOKEN_WANTED, question: number, refused: boolean]
  | readonly [id: number, kind: typeof ATTEMPT, event: AttemptEvent]
  | readonly [id: number, kind: typeof CALL, event: CallEvent];

export const VALUE = 0;
export const ERROR = 1;
const TOKEN_WANTED = 2;
const ATTEMPT = 3;
const CALL = 4;

export const inFlight = new Map<number, Call>();

/** One for this thread: every worker loads this module anew. It keeps the process alive while there are calls. */
export const bridge = new native.Bridge(deliver);

/** Never throws: that would end the process. What goes wrong with one message keeps no other from its call. */
function deliver(batch: string[], pictures: string[]): void {
  for (const text of batch) {
    guarded(() => {
      for (const message of JSON.parse(text) as Message[]) {
        guarded(() => {
          if (message[1] === VALUE && message[8] !== undefined) {
            (message[2] as { totp: { qr_code: string | undefined } }).totp.qr_code = pictures[message[8]];
          }
          receive(message);
        });
      }
    });
  }
}

function guarded(step: () => void): void {
  try {
    step();
  } catch (problem) {
    process.emitWarning(problem instanceof Error ? problem : String(problem));
  }
}

function receive(message: Message): void {
  const call = inFlight.get(message[0]);
  switch (message[1]) {
    case VALUE:
    case ERROR:
      call?.end(message);
      break;
    case TOKEN_WANTED:
      call?.provideToken(message[2], message[3]);
      break;
    case ATTEMPT:
      call?.attempted(message[2]);
      break;
    case CALL:
      call?.concluded(message[2]);
      break;
  }
}
