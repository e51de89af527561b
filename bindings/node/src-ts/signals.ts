import { invalidRequest } from './errors.js';

/** What a call needs of a signal. Not `instanceof`: test runners give their code classes of its own. */
export function checkSignal(signal: unknown): AbortSignal | undefined {
  if (signal === undefined || signal === null) {
    return undefined;
  }
  const { aborted, addEventListener, removeEventListener } = signal as Partial<AbortSignal>;
  if (typeof aborted !== 'boolean' || typeof addEventListener !== 'function' || typeof removeEventListener !== 'function') {
    throw invalidRequest('signal', 'signal must be an AbortSignal, such as the `signal` of an AbortController');
  }
  return signal as AbortSignal;
}

/** The calls that a signal gives up. */
const watched = new WeakMap<AbortSignal, Set<() => void>>();

/** Has `giveUp` called when the signal is aborted, until the returned function is. One listener for all calls: Node.js warns of many. */
export function watch(signal: AbortSignal, giveUp: () => void): () => void {
  let calls = watched.get(signal);
  if (calls === undefined) {
    calls = new Set();
    signal.addEventListener('abort', onAbort);
    watched.set(signal, calls);
  }
  calls.add(giveUp);
  return () => {
    calls.delete(giveUp);
    if (calls.size === 0 && watched.get(signal) === calls) {
      watched.delete(signal);
      signal.removeEventListener('abort', onAbort);
    }
  };
}

function onAbort(this: AbortSignal): void {
  for (const giveUp of [...(watched.get(this) ?? [])]) {
    giveUp();
  }
}
