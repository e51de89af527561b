// The package as it is installed: from its tarballs.
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { API_KEY, FACTOR_ID, ISSUER, USER } from './call.mjs';

export function client(url, call) {
  const { WorkOS } = createRequire(join(process.env.WORKOS_MFA_INSTALLED, 'main.js'))('workos-mfa');
  const { mfa } = new WorkOS(API_KEY, { baseUrl: url });
  return {
    get: () => mfa.getFactor(FACTOR_ID),
    enroll: () => mfa.enrollFactor({ type: 'totp', issuer: ISSUER, user: USER }),
    delete: () => mfa.deleteFactor(FACTOR_ID),
  }[call];
}
