import { WorkOS } from '@workos-inc/node';

import { API_KEY, FACTOR_ID, ISSUER, USER } from './call.mjs';

export function client(url, call) {
  const { hostname, port } = new URL(url);
  const { multiFactorAuth: mfa } = new WorkOS(API_KEY, { apiHostname: hostname, port: Number(port), https: false });
  return {
    get: () => mfa.getFactor(FACTOR_ID),
    enroll: () => mfa.enrollFactor({ type: 'totp', issuer: ISSUER, user: USER }),
    delete: () => mfa.deleteFactor(FACTOR_ID),
  }[call];
}
