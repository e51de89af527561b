// Tests the installed package within the test runners, web frameworks and bundler that people use it with.
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * They are found in a folder above, and the package alone in the folder itself: what it needs must come with it, and what it is tested with
 * is not installed anew.
 */
function lay({ folder, target, consumer }) {
  const above = join(target, 'frameworks');
  const here = join(above, 'consumer');
  rmSync(above, { recursive: true, force: true });
  mkdirSync(here, { recursive: true });
  symlinkSync(join(folder, 'frameworks/node_modules'), join(above, 'node_modules'), 'junction');
  cpSync(join(consumer, 'node_modules'), join(here, 'node_modules'), { recursive: true });
  cpSync(join(folder, 'test/frameworks'), here, { recursive: true });
  return here;
}

/** The README's handlers as modules, whose code is type-checked and run. */
function extractHandlers(readme, into) {
  const text = readFileSync(readme, 'utf8');
  for (const [name, file, type] of [['Express', 'express', 'Express'], ['Fastify', 'fastify', 'FastifyInstance']]) {
    const code = new RegExp(`^// ${name}\\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1];
    if (code === undefined) throw new Error(`the README has no example for ${name}`);
    const [, imports, rest] = /^((?:import [^\n]*\n)*)(.*)$/s.exec(code);
    const app = `import type { ${type} } from '${file}';\nexport function prepare(app: ${type}): void {\n`;
    writeFileSync(join(into, `${file}.mts`), `${imports}${app}${rest}}\n`);
  }
}

/** A script of an installed package. */
const bin = (folder, ...path) => join(folder, 'frameworks/node_modules', ...path);

/** What is to be run, in any order. */
export function frameworks(at) {
  const { folder, checkRun } = at;
  const here = lay(at);
  const run = (name, script, args, cwd, env) => () =>
    checkRun(name, process.execPath, [script, ...args], { cwd, timeout: 120_000, env: { ...process.env, CI: '1', NO_COLOR: '1', ...env } });

  const vitest = bin(folder, 'vitest/vitest.mjs');
  const web = join(here, 'web');
  cpSync(join(folder, 'examples/app-backend.mjs'), join(web, 'app-backend.mjs'));
  extractHandlers(join(folder, 'README.md'), web);
  const tsc = join(folder, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', 'node', 'express.mts', 'fastify.mts'];
  return [
    run('the package works in Jest', bin(folder, 'jest/bin/jest.js'), ['--ci'], join(here, 'jest')),
    ...['threads', 'forks', 'vmThreads', 'vmForks'].map((pool) =>
      run(`the package works in vitest with ${pool}`, vitest, ['run', `--pool=${pool}`], join(here, 'vitest')),
    ),
    async () => {
      // What is compiled is what is run.
      await run("the README's handlers for Express and Fastify compile", tsc, strict, web)();
      await run('the package works with Express, Fastify, in a bundle and in the backend of an app', '--test', [], web)();
    },
  ];
}
