// A strict user's code. It is compiled and not run: what is under test are the types.
import {
  NotFoundError,
  WorkOS,
  WorkOSError,
  type EnrolledFactor,
  type EnrolledTotpFactor,
  type EnrollFactorInput,
  type ErrorKind,
  type Factor,
} from 'workos-mfa';
import { Emulator, totpCode, type Fault } from 'workos-mfa/testing';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function exactly<_T extends true>(): void {}

export async function enrol(workos: WorkOS, signal: AbortSignal): Promise<string> {
  const factor = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'a' }, { signal, timeoutMs: 5 });
  exactly<Equal<typeof factor, EnrolledTotpFactor>>();
  exactly<Equal<typeof factor.createdAt, string>>();
  exactly<Equal<typeof factor.totp.secret, string>>();
  const twin = await workos.mfa.enrollFactorWithMetadata({ type: 'totp', issuer: 'Foo', user: 'a' });
  exactly<Equal<typeof twin.value, EnrolledTotpFactor>>();
  const sms = await workos.mfa.enrollFactor({ type: 'sms', phoneNumber: '+15555555555' });
  exactly<Equal<typeof sms, EnrolledFactor>>();
  // A factor of another type has no secret, so strict code has to look.
  // @ts-expect-error
  sms.totp.secret;
  const { value, metadata } = await workos.mfa.getFactorWithMetadata(factor.id);
  exactly<Equal<typeof value, Factor>>();
  exactly<Equal<typeof metadata.attempts, number>>();
  // @ts-expect-error A factor that is read has no secrets.
  value.totp?.secret;
  // @ts-expect-error Fields are read-only.
  value.id = 'x';
  const nothing = await workos.mfa.deleteFactor(factor.id);
  exactly<Equal<typeof nothing, void>>();
  return factor.totp.secret;
}

export const inputs: EnrollFactorInput[] = [
  { type: 'totp', issuer: 'a', user: 'b', userId: undefined },
  { type: 'sms', phoneNumber: '+15555555555' },
  { type: 'generic_otp', userId: 'user_1' },
  // @ts-expect-error
  { type: 'sms' },
  // @ts-expect-error
  { type: 'totp', issuer: 'a' },
  // @ts-expect-error
  { type: 'carrier_pigeon' },
  // @ts-expect-error
  { type: 'generic_otp', phoneNumber: '+15555555555' },
];

export async function enrolAny(workos: WorkOS, input: EnrollFactorInput): Promise<string | undefined> {
  const factor = await workos.mfa.enrollFactor(input);
  exactly<Equal<typeof factor, EnrolledFactor>>();
  return factor.totp?.secret;
}

export function explain(error: unknown): string {
  if (error instanceof NotFoundError) return error.requestId ?? 'gone';
  if (error instanceof WorkOSError) {
    exactly<Equal<typeof error.kind, ErrorKind>>();
    exactly<Equal<typeof error.retryAfter, number | undefined>>();
    return error.fieldErrors.map(({ field }) => field ?? '?').join();
  }
  return 'other';
}

export async function options(): Promise<void> {
  const emulator = await Emulator.start({ port: 0 });
  const faults: Fault[] = [{ kind: 'status', status: 500 }, { kind: 'hang' }, { kind: 'cut-body', bytes: 3, takesEffect: false }];
  // @ts-expect-error
  faults.push({ kind: 'status' });
  faults.forEach((fault) => emulator.inject('getFactor', fault));
  await using workos = new WorkOS(emulator.apiKey, { baseUrl: emulator.url, headers: new Headers(), proxy: false });
  new WorkOS({ tokenProvider: async () => 'token', rootCertificate: new Uint8Array() });
  new WorkOS({ apiKey: 'sk', clientId: 'client_1' });
  // @ts-expect-error
  new WorkOS('sk', { timeout: 5 });
  // @ts-expect-error
  new WorkOS('sk', { apiHostname: 'localhost' });
  // @ts-expect-error
  workos.mfa.getFactor('id', { signal: new AbortController() });
  // @ts-expect-error
  new WorkOS('sk', { tokenProvider: () => 5 });
  exactly<Equal<ReturnType<typeof totpCode>, string>>();
  await workos.close();
}
