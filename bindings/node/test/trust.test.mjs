import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { WorkOS } from 'workos-mfa';

import { selfSigned } from './certificate.mjs';
import { script } from './support.mjs';

/** A server whose certificate nobody trusts, and a file that holds the certificate. */
async function untrusted(t) {
  const { key, cert } = selfSigned();
  let requests = 0;
  const server = createServer({ key, cert }, (_request, response) => {
    requests += 1;
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'workos-mfa-'));
  const file = join(folder, 'extra.pem');
  writeFileSync(file, cert);
  t.after(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  return { url: `https://127.0.0.1:${server.address().port}`, file, folder, cert, requests: () => requests };
}

const DELETE = `import { WorkOS } from 'workos-mfa';
  const workos = new WorkOS('sk_test', { baseUrl: process.env.SERVER, maxRetries: 0 });
  await workos.mfa.deleteFactor('auth_factor_1').then(() => console.log('deleted'), (error) => console.log(error.kind));`;

test('NODE_EXTRA_CA_CERTS is trusted', async (t) => {
  const { url, file, requests } = await untrusted(t);
  assert.deepEqual(await script(DELETE, { SERVER: url }), { code: 0, stdout: 'connect\n', stderr: '' });
  assert.equal(requests(), 0);
  assert.deepEqual(await script(DELETE, { SERVER: url, NODE_EXTRA_CA_CERTS: file }), { code: 0, stdout: 'deleted\n', stderr: '' });
  assert.equal(requests(), 1);
});

test('a NODE_EXTRA_CA_CERTS that can not be used is a warning, as it is for Node.js', async (t) => {
  const { url, folder } = await untrusted(t);
  const noCertificate = join(folder, 'hello.pem');
  writeFileSync(noCertificate, 'hello');
  for (const [file, why] of [[join(folder, 'missing.pem'), /ENOENT/], [noCertificate, /PEM/]]) {
    const run = await script(DELETE, { SERVER: url, NODE_EXTRA_CA_CERTS: file });
    assert.deepEqual([run.code, run.stdout], [0, 'connect\n']);
    const ours = run.stderr.split('\n').filter((line) => line.includes('NODE_EXTRA_CA_CERTS is ignored'));
    assert.equal(ours.length, 1, run.stderr);
    assert.match(ours[0], why);
  }
});

test('a wrong rootCertificate is an error, whatever NODE_EXTRA_CA_CERTS holds', async (t) => {
  const { file, cert } = await untrusted(t);
  const source = `import { WorkOS } from 'workos-mfa';
    try { new WorkOS('sk_test', { rootCertificate: 'hello' }); } catch (error) { console.log(error.fieldErrors[0].field); }`;
  assert.deepEqual(await script(source, { NODE_EXTRA_CA_CERTS: file }), { code: 0, stdout: 'root_certificate\n', stderr: '' });
  new WorkOS('sk_test', { rootCertificate: cert });
});

test('a client certificate shows the server who it is', async (t) => {
  const { key, cert } = selfSigned();
  const seen = [];
  const server = createServer({ key, cert, requestCert: true, ca: cert }, (request, response) => {
    seen.push(request.client.authorized);
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  const baseUrl = `https://127.0.0.1:${server.address().port}`;
  for (const options of [{ clientCertificate: cert, clientKey: key }, { clientCertificate: Buffer.from(cert), clientKey: Buffer.from(key) }]) {
    const workos = new WorkOS('sk_test', { baseUrl, rootCertificate: cert, ...options });
    await workos.mfa.deleteFactor('auth_factor_1');
    await workos.close();
  }
  assert.deepEqual(seen, [true, true]);
});
