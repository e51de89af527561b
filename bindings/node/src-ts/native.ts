// The native part, typed. The generated loader picks the file for this platform.
import type * as binding from '../native/binding.js';
import { configError, errorFromWire, WorkOSError, type WireError } from './errors.js';

// Not an import: the file is outside of what is compiled, and is loaded as it is.
export const native: typeof binding = require('../native/binding.js') as typeof binding;

/**
 * What the native part threw, as an error of this package: the client's own arrive as JSON. Neither is an `instanceof` of anything here
 * where a test runner gives its code classes of its own, so they are made anew.
 */
export function fromNative(problem: unknown): Error {
  const message = String((problem as Partial<Error> | null)?.message ?? problem);
  return message.startsWith('[{') ? errorFromWire(JSON.parse(message) as WireError) : new Error(message);
}

/** The same where it is a client that could not be made or used: what is none of its own errors is about its threads and sockets. */
export function fromClient(problem: unknown): WorkOSError {
  const error = fromNative(problem);
  return error instanceof WorkOSError ? error : configError('client', error.message);
}
