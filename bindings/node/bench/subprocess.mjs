// Processes that speak in lines.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

export class Subprocess {
  #child;
  #lines;

  constructor(program, args, env = {}) {
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async receive() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('a subprocess ended early; what it said is above');
    return value;
  }

  ask(line) {
    this.#child.stdin.write(`${line}\n`);
    return this.receive();
  }

  /** The end of its input tells it to end. */
  async end() {
    const ended = this.#child.exitCode === null ? once(this.#child, 'exit') : undefined;
    this.#child.stdin.end();
    await ended;
  }
}

/**
 * With one call at a time, client and server take turns. Whether they share a processor is the scheduler's whim, and being woken by
 * another processor more than doubles what a call costs: the ratio would tell who was luckier. So they share one, where that can be had.
 */
const ONE_PROCESSOR = spawnSync('taskset', ['--cpu-list', '0', 'true']).status === 0 ? ['taskset', '--cpu-list', '0'] : [];

/** A server, and one worker for each client; they end with `use`. */
export async function withWorkers({ server, node, installed }, clients, call, concurrency, use) {
  const start = (command, env) => {
    const [program, ...args] = [...(concurrency === 1 ? ONE_PROCESSOR : []), ...command];
    return new Subprocess(program, args, env);
  };
  const serving = start([server, 'serve']);
  const started = [serving];
  try {
    const url = await serving.receive();
    const workers = clients.map((client) => {
      const command = [node, join(import.meta.dirname, 'worker.mjs'), client, call, String(concurrency), url];
      const process = start(command, { WORKOS_MFA_INSTALLED: installed });
      started.unshift(process);
      return { client, process };
    });
    return await use(workers);
  } finally {
    for (const process of started) await process.end();
  }
}
