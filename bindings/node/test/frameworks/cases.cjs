// What has to hold in every test runner, also in those that give their code globals and classes of its own, or another `process.env`.
module.exports = ({ test, expect, sdk, testing, timers, spyOn }) => {
  async function withPair(use) {
    const emulator = await testing.Emulator.start();
    const workos = new sdk.WorkOS(emulator.apiKey, { baseUrl: emulator.url });
    try {
      await use({ emulator, workos });
    } finally {
      await workos.close();
      await emulator.stop();
    }
  }

  function thrownBy(call) {
    try {
      call();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  }

  const rejectedBy = (promise) => promise.then(() => thrownBy(() => {}), (error) => error);

  test('errors of the constructor are of the classes that this code has', () => {
    const error = thrownBy(() => new sdk.WorkOS('sk_test', { baseUrl: 'nonsense' }));
    expect(error).toBeInstanceOf(sdk.ConfigError);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toContain('baseUrl');
    expect(error.fieldErrors[0].field).toBe('base_url');
  });

  test('errors of calls, too, with their causes', async () => {
    await withPair(async ({ emulator, workos }) => {
      const missing = await rejectedBy(workos.mfa.getFactor('auth_factor_1'));
      expect(missing).toBeInstanceOf(sdk.NotFoundError);
      expect(missing).toBeInstanceOf(Error);
      await emulator.stop();
      const refused = await rejectedBy(workos.mfa.getFactor('auth_factor_1', { maxRetries: 0 }));
      expect(refused).toBeInstanceOf(sdk.ConnectError);
      expect(refused.cause).toBeInstanceOf(Error);
      expect(refused.cause.code).toBe('ECONNREFUSED');
      expect(thrownBy(() => emulator.requests())).toBeInstanceOf(Error);
    });
  });

  test('what is assigned to process.env is seen', async () => {
    await withPair(async ({ emulator }) => {
      process.env.WORKOS_API_KEY = emulator.apiKey;
      process.env.WORKOS_BASE_URL = emulator.url;
      try {
        const factor = await new sdk.WorkOS().mfa.enrollFactor({ type: 'totp', issuer: 'Foo', user: 'alan' });
        expect(factor.totp).toBeInstanceOf(sdk.EnrolledTotp);
        expect(emulator.requests()).toBe(1);
      } finally {
        delete process.env.WORKOS_API_KEY;
        delete process.env.WORKOS_BASE_URL;
      }
      expect(thrownBy(() => new sdk.WorkOS())).toBeInstanceOf(sdk.ConfigError);
    });
  });

  test('bytes, signals and headers are taken for what they are', async () => {
    const error = thrownBy(() => new sdk.WorkOS('sk_test', { rootCertificate: Buffer.from('hello') }));
    expect(error.message).toContain('PEM');
    await withPair(async ({ emulator, workos }) => {
      emulator.inject('getFactor', { kind: 'hang' });
      const giveUp = new AbortController();
      const call = rejectedBy(workos.mfa.getFactor('auth_factor_1', { signal: giveUp.signal, headers: new Headers({ 'x-a': '1' }) }));
      giveUp.abort();
      expect(await call).toBeInstanceOf(sdk.AbortError);
      expect(await rejectedBy(workos.mfa.getFactor('auth_factor_1', { signal: giveUp }))).toBeInstanceOf(sdk.InvalidRequestError);
    });
  });

  test('calls and close() end although the timers stand still', async () => {
    await withPair(async ({ workos }) => {
      timers.fake();
      try {
        const call = rejectedBy(workos.mfa.getFactor('auth_factor_1'));
        await workos.close();
        expect(await call).toBeInstanceOf(sdk.NotFoundError);
      } finally {
        timers.restore();
      }
    });
  });

  test('a call can be replaced by a mock', async () => {
    const workos = new sdk.WorkOS('sk_test');
    const spy = spyOn(workos.mfa, 'getFactor').mockResolvedValue({ id: 'auth_factor_1' });
    expect(await workos.mfa.getFactor('auth_factor_1')).toEqual({ id: 'auth_factor_1' });
    expect(spy).toHaveBeenCalledWith('auth_factor_1');
  });
};
