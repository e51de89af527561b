import { readFileSync } from 'node:fs';

import { native } from './native.js';

/** Read once: they are the same for all clients. */
const NAMES = native.variables();

/**
 * The variables that a client is configured from, as `process.env` has them here and now: in workers, test runners and other runtimes it
 * is not the process's environment, which is all that the native part could see.
 */
export function variables(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of NAMES) {
    const value: unknown = process.env[name];
    if (typeof value === 'string') {
      found[name] = value.toWellFormed();
    }
  }
  return found;
}

/** The certificates in the file that `NODE_EXTRA_CA_CERTS` names. As Node.js does with it: what can't be used is a warning. */
export function extraCertificates(): string | undefined {
  const path = process.env['NODE_EXTRA_CA_CERTS'];
  if (!path) {
    return undefined;
  }
  try {
    return readFileSync(path, 'latin1');
  } catch (problem) {
    warnOfExtraCertificates((problem as NodeJS.ErrnoException).code ?? String(problem));
    return undefined;
  }
}

export function warnOfExtraCertificates(why: string): void {
  process.emitWarning(`NODE_EXTRA_CA_CERTS is ignored: ${why}`, { code: 'WORKOS_MFA_EXTRA_CA_CERTS' });
}
