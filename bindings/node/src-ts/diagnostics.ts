import { channel } from 'node:diagnostics_channel';

import type { ErrorKind, Outcome } from './errors.js';

/** An operation, under its name in the API's description. */
export type OperationName = 'enroll_factor' | 'get_factor' | 'delete_factor';

/** What subscribers of the channel `workos-mfa:attempt` are told when an attempt has ended. */
export interface AttemptEvent {
  readonly operation: OperationName;
  /** Which attempt of the call this was, from 1. */
  readonly attempt: number;
  readonly status?: number;
  readonly requestId?: string;
  readonly elapsedMs: number;
  readonly errorKind?: ErrorKind;
  /** How long the client waits before it tries again; absent if it does not. */
  readonly retryInMs?: number;
}

/** What subscribers of the channel `workos-mfa:call` are told when a call has ended. */
export interface CallEvent {
  readonly operation: OperationName;
  readonly attempts: number;
  readonly status?: number;
  readonly requestId?: string;
  readonly elapsedMs: number;
  readonly errorKind?: ErrorKind;
  readonly outcome?: Outcome;
}

export const attemptChannel = channel('workos-mfa:attempt');
export const callChannel = channel('workos-mfa:call');

/** Whether anybody would hear of a call that begins now. */
export function observed(): boolean {
  return attemptChannel.hasSubscribers || callChannel.hasSubscribers;
}
