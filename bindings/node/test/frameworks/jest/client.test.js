const sdk = require('workos-mfa');
const testing = require('workos-mfa/testing');

const timers = { fake: () => jest.useFakeTimers(), restore: () => jest.useRealTimers() };
require('../cases.cjs')({ test, expect, sdk, testing, timers, spyOn: jest.spyOn });
