// The README's note on bundlers: the package stays outside of the bundle.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { build } from 'esbuild';

test('a bundle that leaves the package outside runs', async (t) => {
  // Below this folder, where the package is found.
  const folder = mkdtempSync(join(import.meta.dirname, 'bundle-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'app.mjs');
  const contents = `import { WorkOS } from 'workos-mfa'; import { Emulator } from 'workos-mfa/testing';
    const emulator = await Emulator.start();
    console.log((await new WorkOS(emulator.apiKey, { baseUrl: emulator.url }).mfa.enrollFactor({ type: 'generic_otp' })).type);`;
  const stdin = { contents, resolveDir: import.meta.dirname };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', external: ['workos-mfa'], logLevel: 'silent' });
  assert.equal(execFileSync(process.execPath, [outfile], { encoding: 'utf8' }), 'generic_otp\n');
});
