import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

import { WorkOS } from 'workos-mfa';
import { Emulator } from 'workos-mfa/testing';

/** An emulator and a client of it, both gone when the test is over. */
export async function pair(t, options = {}) {
  const emulator = await Emulator.start();
  const workos = new WorkOS(emulator.apiKey, { baseUrl: emulator.url, ...options });
  t.after(async () => {
    await workos.close();
    await emulator.stop();
  });
  return { emulator, workos };
}

/** A server that takes connections, and answers nothing. `connection()` is the next one that has sent something. */
export async function silentServer(t) {
  const server = createServer({ allowHalfOpen: false });
  const waiting = [];
  const arrived = [];
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      const take = waiting.shift();
      if (take) take(socket);
      else arrived.push(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    connection: () => (arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((take) => waiting.push(take))),
    connections: () => arrived.length,
  };
}

/** Runs a script in a process of its own: its output and how it ended. It is killed after `timeout` milliseconds, which fails the test. */
export async function script(source, env = {}, flags = [], timeout = 60_000) {
  const run = promisify(execFile);
  const args = ['--input-type=module', ...flags, '--eval', source];
  const options = { env: { ...process.env, ...env }, timeout, cwd: import.meta.dirname };
  try {
    return { code: 0, ...(await run(process.execPath, args, options)) };
  } catch (error) {
    if (error.killed) throw new Error(`the process did not end by itself\n${error.stderr}`);
    return { code: error.code, stdout: error.stdout, stderr: error.stderr };
  }
}
