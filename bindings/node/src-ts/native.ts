// The native part, typed. The generated loader picks the file for this platform.
import type * as binding from '../native/binding.js';
import { errorFromWire, type WireError } from './errors.js';

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
