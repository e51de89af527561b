export type { AttemptEvent, CallEvent, OperationName, StartEvent } from './diagnostics.js';
export {
  AbortError,
  AuthenticationError,
  BadRequestError,
  ConfigError,
  ConflictError,
  ConnectError,
  DecodeError,
  InvalidRequestError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RequestTimeoutError,
  ServerError,
  TransportError,
  UnexpectedStatusError,
  UnprocessableEntityError,
  WorkOSError,
} from './errors.js';
export type { ErrorKind, FieldError, Outcome, WorkOSErrorFields } from './errors.js';
export { ReplyHeaders } from './headers.js';
export type { EnrollFactorInput, EnrollTotpInput, Metadata, Mfa, WithMetadata } from './mfa.js';
export { EnrolledTotp } from './models.js';
export type { EnrolledFactor, EnrolledTotpFactor, Factor, FactorType } from './models.js';
export type { CallOptions, HeadersInput, TokenProvider, TokenRequest, WorkOSOptions } from './options.js';
export { WorkOS } from './workos.js';
