import { channel } from 'node:diagnostics_channel';

import type { ErrorKind, Outcome } from './errors.js';

/** An operation, under its name in the API's description. */
export type OperationName = 'enroll_factor' | 'get_factor' | 'delete_factor';

/** What subscribers of the channel `workos-mfa:start` are told when a call begins. */
export interface StartEvent {
  /** The number of the call among those of this thread. Its further events have the same. */
  readonly callId: number;
  readonly operation: OperationName;
}

/** What subscribers of the channel `workos-mfa:attempt` are told when an attempt has ended. */
export interface AttemptEvent {
  readonly callId: number;
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

/** What subscribers of the channel `workos-mfa:call` are told when a call has ended, be it by its signal. */
export interface CallEvent {
  readonly callId: number;
  readonly operation: OperationName;
  /** How many attempts were made, or begun if the call was aborted. */
  readonly attempts: number;
  readonly status?: number;
  readonly requestId?: string;
  readonly elapsedMs: number;
  readonly errorKind?: ErrorKind;
  readonly outcome?: Outcome;
}

export const startChannel = channel('workos-mfa:start');
export const attemptChannel = channel('workos-mfa:attempt');
export const callChannel = channel('workos-mfa:call');

/** Whether anybody would hear of a call that begins now. */
export function observed(): boolean {
  return startChannel.hasSubscribers || attemptChannel.hasSubscribers || callChannel.hasSubscribers;
}
