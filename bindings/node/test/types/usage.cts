// The same package under `require`.
import { WorkOS, type Factor } from 'workos-mfa';
import sdk = require('workos-mfa');
import testing = require('workos-mfa/testing');

export const read = (id: string): Promise<Factor> => new WorkOS('sk').mfa.getFactor(id);
export const error: sdk.WorkOSError | undefined = undefined;
export const code: string = testing.totpCode('JBSWY3DPEHPK3PXP');
