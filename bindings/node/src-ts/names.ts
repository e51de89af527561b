import type { WorkOSError } from './errors.js';

/** What an argument or option is called here, by its name on the wire and in the other languages. */
const NAMES: Readonly<Record<string, string>> = {
  totp_issuer: 'issuer',
  totp_user: 'user',
  phone_number: 'phoneNumber',
  user_id: 'userId',
  api_key: 'apiKey',
  base_url: 'baseUrl',
  allow_http: 'allowHttp',
  timeout: 'timeoutMs',
  attempt_timeout: 'attemptTimeoutMs',
  connect_timeout: 'connectTimeoutMs',
  max_retries: 'maxRetries',
  retry_budget: 'retryBudget',
  user_agent_suffix: 'userAgentSuffix',
  root_certificate: 'rootCertificate',
  client_certificate: 'clientCertificate',
  client_key: 'clientKey',
  token_provider: 'tokenProvider',
};

/**
 * A message about arguments or options, with the names that they have here. `timeout` is also a word, so it is one only at the beginning.
 * What is quoted was the caller's.
 */
export function inOurNames(message: string): string {
  return message
    .replace(/^the client certificate('s key)?/, (_, key) => (key ? 'clientKey' : 'clientCertificate'))
    .replace(/^timeout\b|(?<!["\w])[a-z]+(?:_[a-z]+)+\b/g, (name) => (Object.hasOwn(NAMES, name) ? (NAMES[name] as string) : name));
}

/** What the vendor's SDK calls an option, and what is to be written here. */
const VENDORS: Readonly<Record<string, string>> = {
  apiHostname: 'baseUrl, such as https://api.workos.com',
  https: 'baseUrl, which begins with https:// or http://',
  port: 'baseUrl, such as http://localhost:4100',
  timeout: 'timeoutMs',
  appInfo: 'userAgentSuffix, such as shop/2.1',
};

/** Refuses what has another name than these: a misspelt option that went unnoticed would send the request elsewhere, or without its limit. */
export function refuseOthers(
  given: object,
  known: readonly string[],
  what: string,
  refuse: (name: string, message: string) => WorkOSError,
): void {
  if (Symbol.iterator in given) {
    // What a `Map` holds is no property of it, so it would go unnoticed, too.
    throw refuse('options', `${what} takes a plain object, no list or Map`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !known.includes(name)) {
      const hint = Object.hasOwn(VENDORS, name) ? `it is ${VENDORS[name]} here` : `it takes ${known.join(', ')}`;
      throw refuse(name, `${what} has no "${name}"; ${hint}`);
    }
  }
}
