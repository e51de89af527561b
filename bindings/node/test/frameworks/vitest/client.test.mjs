import { expect, test, vi } from 'vitest';
import * as sdk from 'workos-mfa';
import * as testing from 'workos-mfa/testing';

import cases from '../cases.cjs';

const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'queueMicrotask', 'performance'];
const timers = { fake: () => vi.useFakeTimers({ toFake }), restore: () => vi.useRealTimers() };
cases({ test, expect, sdk, testing, timers, spyOn: vi.spyOn });

test('stubEnv is seen', () => {
  vi.stubEnv('WORKOS_API_KEY', 'sk_stubbed');
  new sdk.WorkOS();
  vi.unstubAllEnvs();
  expect(() => new sdk.WorkOS()).toThrow(sdk.ConfigError);
});
