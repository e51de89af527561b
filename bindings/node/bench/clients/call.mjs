// What all clients have in common: the key, and the arguments of the calls.
export const API_KEY = 'sk_test_bench';
export const FACTOR_ID = 'auth_factor_01JQ7Z8K5Y3V9W2X4T6R8P0N1M';
export const ISSUER = 'Foo Corp';
export const USER = 'alan.turing@example.com';

/** The three requests, for the clients that write them by hand. */
export function requests(url) {
  const headers = { authorization: `Bearer ${API_KEY}`, accept: 'application/json', 'user-agent': 'handwritten/0.1.0' };
  const enrolment = { type: 'totp', totp_issuer: ISSUER, totp_user: USER };
  return {
    get: [`${url}/auth/factors/${FACTOR_ID}`, () => ({ method: 'GET', headers })],
    delete: [`${url}/auth/factors/${FACTOR_ID}`, () => ({ method: 'DELETE', headers })],
    enroll: [
      `${url}/auth/factors/enroll`,
      () => ({ method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(enrolment) }),
    ],
  };
}
