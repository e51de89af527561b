// The backend between an app and WorkOS, with Express: `node app-backend.mjs`, with TLS in front.
// The app sends its user's access token (AuthKit's JWT) and gets at that user's factors. `crates/app-backend` says what each line is against, and
// does more: step-up, revocation, limits for wrong tokens and by country. Needs `express` and `jose`.
import express from 'express';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { WorkOS, WorkOSError } from 'workos-mfa';

const { WORKOS_CLIENT_ID: clientId, APP_BACKEND_ISSUER: issuer, APP_BACKEND_JWKS: jwks, PORT } = process.env;
if (!clientId || !issuer || !jwks) throw new Error('WORKOS_CLIENT_ID, APP_BACKEND_ISSUER and APP_BACKEND_JWKS must be set');
const keys = createRemoteJWKSet(new URL(jwks), { timeoutDuration: 5000 });
const workos = new WorkOS(); // WORKOS_API_KEY
const clear = new Map(); // When each user and phone will be as if it had never enrolled.

/** An answer that is no factor. */
class Problem extends Error {
  constructor(status, message, more = {}, headers = {}) {
    super(message);
    Object.assign(this, { status, body: { message, ...more }, headers });
  }
}

async function user(request) {
  const [scheme, token = ''] = (request.get('authorization') ?? '').split(' ');
  try {
    if (scheme.toLowerCase() !== 'bearer' || token.length > 8192) throw new errors.JWTInvalid('none');
    const options = { algorithms: ['RS256'], issuer, clockTolerance: 30, requiredClaims: ['exp', 'sub', 'sid'] };
    const { payload } = await jwtVerify(token, keys, options);
    const audience = [payload.aud ?? payload.client_id ?? issuer.split('/').at(-1)].flat();
    if (!audience.includes(clientId) || typeof payload.sub !== 'string' || payload.sub === '') throw new errors.JWTInvalid('not for us');
    return payload.sub;
  } catch (error) {
    // The token's fault, or that of whoever publishes the keys.
    const ours = error instanceof errors.JOSEError && !['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'].includes(error.code);
    throw ours ? new Problem(401, 'Unauthorized', {}, { 'WWW-Authenticate': 'Bearer' }) : new Problem(503, 'Tokens can not be verified now.');
  }
}

/** Counts in this process; where there are several, count in a store that they share. */
function take(key, count, per) {
  const now = performance.now() / 1000;
  const then = Math.max(clear.get(key) ?? now, now);
  const wait = then + per / count - now - per;
  clear.delete(key);
  clear.set(key, wait > 0 ? then : then + per / count);
  if (clear.size > 100_000) clear.delete(clear.keys().next().value);
  if (wait > 0) throw new Problem(429, 'Too many of these.', {}, { 'Retry-After': String(Math.ceil(wait)) });
}

/** What may have been carried out must not be repeated by the app: a 5xx. Only a verdict on the app's input is passed on. */
function told(error) {
  if (error instanceof Problem) return error;
  if (!(error instanceof WorkOSError)) return new Problem(error.status < 500 ? error.status : 500, 'The request can not be read.');
  const { kind, outcome, status, code, factorId: id } = error;
  // It exists, but its secret is lost. The app's client makes outcome `applied` of this: delete it, enrol again.
  if (id) return Object.assign(new Problem(201, ''), { body: { object: 'authentication_factor', id, code: 'reply_lost' } });
  if (kind === 'invalid_request' || (outcome === 'rejected' && [400, 404, 409, 422, 429].includes(status))) {
    const wait = error.retryAfter === undefined ? {} : { 'Retry-After': String(Math.ceil(error.retryAfter)) };
    return new Problem(status ?? 422, error.message, { code, ...(error.fieldErrors.length && { errors: error.fieldErrors }) }, wait);
  }
  if (outcome === 'not_sent' || outcome === 'rejected') return new Problem(outcome === 'rejected' ? 502 : 503, 'WorkOS can not be used now. Nothing was changed.');
  return new Problem(kind === 'timeout' ? 504 : 502, 'This may have been carried out, or not. Look before you try again.');
}

const wire = ({ createdAt, updatedAt, userId, totp, sms, ...same }) => ({
  ...same, user_id: userId, created_at: createdAt, updated_at: updatedAt,
  ...(totp && { totp: { issuer: totp.issuer, user: totp.user, ...(totp.secret && { secret: totp.secret, qr_code: totp.qrCode, uri: totp.uri }) } }),
  ...(sms && { sms: { phone_number: sms.phoneNumber } }),
});

/** Another user's factor is answered like one that does not exist. */
async function ownFactor(request) {
  const userId = await user(request);
  const factor = await workos.mfa.getFactor(request.params.id).catch((error) => (error.kind === 'not_found' ? undefined : Promise.reject(error)));
  if (!factor || factor.userId !== userId) throw new Problem(404, 'Not Found');
  return factor;
}

const app = express().disable('x-powered-by').disable('etag').use((request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next(request.get('origin') && !['GET', 'HEAD'].includes(request.method) ? new Problem(403, 'This is not for web pages.') : undefined);
});
app.route('/auth/factors/enroll').post(async (request, response, next) => {
  response.locals.userId = await user(request);
  next();
}, express.json({ limit: '16kb' }), async (request, response) => {
  const { userId } = response.locals;
  const { type, totp_issuer: issuer, totp_user: name, phone_number: phoneNumber } = request.body ?? {};
  take(`user ${userId}`, 10, 3600);
  if (phoneNumber) take(`phone ${phoneNumber}`, 5, 86_400);
  response.status(201).json(wire(await workos.mfa.enrollFactor({ type, issuer, user: name, phoneNumber, userId })));
}).all(() => { throw new Problem(405, 'Method Not Allowed', {}, { Allow: 'POST' }); });
app.route('/auth/factors/:id').get(async (request, response) => response.json(wire(await ownFactor(request)))).delete(async (request, response) => {
  await workos.mfa.deleteFactor((await ownFactor(request)).id);
  response.status(204).end();
}).all(() => { throw new Problem(405, 'Method Not Allowed', {}, { Allow: 'GET, DELETE' }); });
app.use(() => { throw new Problem(404, 'Not Found'); });
app.use((error, _request, response, _next) => { const { status, headers, body } = told(error); response.status(status).set(headers).json(body); });
const server = app.listen(Number(PORT ?? 4200), '127.0.0.1', () => console.log(`URL: http://127.0.0.1:${server.address().port}`));
