import { inspect } from 'node:util';

/** The kinds of factors there are today. Others may come, so a `type` can be any string. */
export type FactorType = 'totp' | 'sms' | 'generic_otp' | 'webauthn' | (string & {});

interface FactorBase {
  readonly object: 'authentication_factor';
  /** The factor's id. Keep it: it is how the factor is read, used and deleted. */
  readonly id: string;
  /** The kind of factor. */
  readonly type: FactorType;
  /** The WorkOS user the factor belongs to, if it was enrolled for one. */
  readonly userId?: string;
  /** More about an `sms` factor. */
  readonly sms?: { readonly phoneNumber: string };
  /** When the factor was enrolled: RFC 3339, in UTC, such as `2026-02-15T15:14:19.392Z`. */
  readonly createdAt: string;
  /** When the factor was last changed. */
  readonly updatedAt: string;
}

/** A factor. */
export interface Factor extends FactorBase {
  /** How an authenticator app shows a `totp` factor. */
  readonly totp?: { readonly issuer: string; readonly user: string };
}

/** A factor that has just been enrolled. */
export interface EnrolledFactor extends FactorBase {
  /** What an authenticator app needs, for a `totp` factor. */
  readonly totp?: EnrolledTotp;
}

/** A `totp` factor that has just been enrolled. */
export interface EnrolledTotpFactor extends EnrolledFactor {
  readonly type: 'totp';
  readonly totp: EnrolledTotp;
}

/**
 * What an authenticator app needs. Each of `secret`, `qrCode` and `uri` reveals the shared secret, so none of them is printed:
 * they are getters. `JSON.stringify` gives them; a spread (`{ ...totp }`) and `structuredClone` do not.
 */
export class EnrolledTotp {
  /** Your product's or company's name, as the authenticator app shows it. */
  readonly issuer: string;
  /** Whose factor it is, as the authenticator app shows it. */
  readonly user: string;
  readonly #secret: string;
  readonly #qrCode: string;
  readonly #uri: string;

  constructor(fields: { issuer: string; user: string; secret: string; qrCode: string; uri: string }) {
    this.issuer = fields.issuer;
    this.user = fields.user;
    this.#secret = fields.secret;
    this.#qrCode = fields.qrCode;
    this.#uri = fields.uri;
  }

  /** The shared secret in Base32 (RFC 4648), for typing it in by hand. */
  get secret(): string {
    return this.#secret;
  }

  /**
   * A QR code of `uri` as a PNG image in a `data:` URL, for an `img` element. Empty where the server sent none and `uri` is too long for one:
   * show `secret` then, to be typed in.
   */
  get qrCode(): string {
    return this.#qrCode;
  }

  /** The `otpauth://totp/…` address that the QR code holds. */
  get uri(): string {
    return this.#uri;
  }

  /** All of it, secrets included: the data to send on to the factor's owner. */
  toJSON(): { issuer: string; user: string; secret: string; qrCode: string; uri: string } {
    return { issuer: this.issuer, user: this.user, secret: this.#secret, qrCode: this.#qrCode, uri: this.#uri };
  }

  [inspect.custom](_depth: number, options: object, show: typeof inspect): string {
    const shown = { issuer: this.issuer, user: this.user, secret: '[redacted]', qrCode: '[redacted]', uri: '[redacted]' };
    return `EnrolledTotp ${show(shown, options)}`;
  }
}

/** A factor under its names on the wire. */
export interface WireFactor {
  readonly id: string;
  readonly type: string;
  readonly user_id?: string;
  readonly totp?: { readonly issuer: string; readonly user: string };
  readonly sms?: { readonly phone_number: string };
  readonly created_at: string;
  readonly updated_at: string;
}

/** The same with its secrets. */
export interface WireEnrolledFactor extends WireFactor {
  readonly totp?: {
    readonly issuer: string;
    readonly user: string;
    readonly secret: string;
    readonly qr_code: string;
    readonly uri: string;
  };
}

/** A factor from the wire's names. What is absent there is absent here. */
export function factor(wire: WireFactor): Factor {
  return assemble(wire, wire.totp);
}

/** An enrolled factor from the wire's names. */
export function enrolledFactor(wire: WireEnrolledFactor): EnrolledFactor {
  const { totp } = wire;
  return assemble(
    wire,
    totp && new EnrolledTotp({ issuer: totp.issuer, user: totp.user, secret: totp.secret, qrCode: totp.qr_code, uri: totp.uri }),
  );
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

// Member by member: spreading is several times slower, and the order of members is part of what is printed.
function assemble<T>(wire: WireFactor, totp: T | undefined): FactorBase & { readonly totp?: T } {
  const made = { object: 'authentication_factor', id: wire.id, type: wire.type } as Writable<FactorBase> & { totp?: T };
  if (wire.user_id !== undefined) {
    made.userId = wire.user_id;
  }
  if (totp !== undefined) {
    made.totp = totp;
  }
  if (wire.sms !== undefined) {
    made.sms = { phoneNumber: wire.sms.phone_number };
  }
  made.createdAt = wire.created_at;
  made.updatedAt = wire.updated_at;
  return made;
}
