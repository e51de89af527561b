// The native part, typed. The generated loader picks the file for this platform.
import type * as binding from '../native/binding.js';

// Not an import: the file is outside of what is compiled, and is loaded as it is.
export const native: typeof binding = require('../native/binding.js') as typeof binding;
