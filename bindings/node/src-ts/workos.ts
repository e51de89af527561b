import { bridge } from './bridge.js';
import { warnOfExtraCertificates } from './environment.js';
import { configError } from './errors.js';
import { Mfa } from './mfa.js';
import { fromClient, native } from './native.js';
import { clientOptionsToJson, type WorkOSOptions } from './options.js';

/**
 * A client of the WorkOS MFA API.
 *
 * Make one and keep it: it holds the connections. Without a key, `WORKOS_API_KEY` is read.
 *
 * ```ts
 * const workos = new WorkOS('sk_…');
 * const factor = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Foo Corp', user: 'alan@example.com' });
 * ```
 */
export class WorkOS {
  /** The calls. */
  readonly mfa: Mfa;

  /** What is wrong with the configuration is thrown, as a `ConfigError` that names the option. Nothing is sent. */
  constructor(apiKey?: string, options?: WorkOSOptions);
  constructor(options: WorkOSOptions);
  constructor(first?: string | WorkOSOptions, second?: WorkOSOptions) {
    const [apiKey, options] = typeof first === 'object' && first !== null ? [undefined, first] : [first, second ?? {}];
    if (typeof options !== 'object') {
      throw configError('options', `the options must be an object, not ${typeof options}`);
    }
    const json = clientOptionsToJson(apiKey, options);
    this.mfa = new Mfa(makeClient(json), options.tokenProvider ?? undefined);
  }

  /** Takes no further calls, waits for those in flight, and closes the connections. */
  close(): Promise<void> {
    return this.mfa.close();
  }

  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function makeClient(json: string): InstanceType<typeof native.NativeClient> {
  try {
    const client = new native.NativeClient(bridge, json);
    const ignored = client.extraCertificatesIgnored;
    if (ignored !== null) {
      warnOfExtraCertificates(ignored);
    }
    return client;
  } catch (problem) {
    throw fromClient(problem);
  }
}
