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

/** What is to be done when a signal is aborted, and the one listener that does it. */
interface Watch {
  readonly calls: Set<() => void>;
  readonly listener: () => void;
}

const watches = new WeakMap<AbortSignal, Watch>();

/** Has `giveUp` called when the signal is aborted, until the returned function is. One listener for all calls: Node.js warns of many. */
export function watch(signal: AbortSignal, giveUp: () => void): () => void {
  const { calls, listener } = watches.get(signal) ?? listen(signal);
  calls.add(giveUp);
  return () => {
    calls.delete(giveUp);
    if (calls.size === 0 && watches.get(signal)?.calls === calls) {
      watches.delete(signal);
      signal.removeEventListener('abort', listener);
    }
  };
}

function listen(signal: AbortSignal): Watch {
  const calls = new Set<() => void>();
  const made = { calls, listener: () => [...calls].forEach((giveUp) => giveUp()) };
  signal.addEventListener('abort', made.listener);
  watches.set(signal, made);
  return made;
}
