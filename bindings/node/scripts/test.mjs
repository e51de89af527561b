// Tests the package as people get it: builds it, packs it, installs the tarballs into an empty folder and runs everything there.
//
//   node scripts/test.mjs [--target DIR] [--install-only]
//
// Prints `FAILED what` for each failure and ends with `N passed, N failed`.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { frameworks } from './frameworks.mjs';
import { npm, pack } from './pack.mjs';

const folder = resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { target: { type: 'string' }, 'install-only': { type: 'boolean' } } });
const target = resolve(values.target ?? join(folder, '../../target/node'));
const consumer = join(target, 'consumer');
const bin = (name) => join(folder, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);

let passed = 0;
let failed = 0;

function check(name, good, output = '') {
  if (good) {
    passed += 1;
    console.log(`ok ${name}`);
  } else {
    failed += 1;
    console.log(`${output.trimEnd()}\nFAILED ${name} (node)`);
  }
}

/** Runs a program: its output, and whether it ended well. */
function run(program, args, options = {}) {
  const shell = process.platform === 'win32' && program.endsWith('.cmd');
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8', shell, maxBuffer: 1 << 28, ...options }, (error, stdout, stderr) => {
      resolve({ good: error === null, output: `${stdout}${stderr}${error ?? ''}` });
    });
  });
}

/** Does all of this, some at a time: most of it waits for processes to start. */
async function together(tasks) {
  const queue = tasks.values();
  const work = async () => {
    for (const task of queue) await task();
  };
  await Promise.all([work(), work()]);
}

async function checkRun(name, program, args, options) {
  const { good, output } = await run(program, args, options);
  check(name, good, output);
  return good;
}

/** Builds the native part beside the committed files, which must be what the generator makes. */
async function buildNative() {
  const natives = join(target, 'native');
  rmSync(natives, { recursive: true, force: true });
  mkdirSync(natives, { recursive: true });
  const args = ['build', '--platform', '--output-dir', natives, '--js', 'binding.js', '--dts', 'binding.d.ts'];
  if (!(await checkRun('the native part can be built', bin('napi'), args, { cwd: folder }))) return undefined;
  for (const name of ['binding.js', 'binding.d.ts']) {
    const [made, committed] = [natives, join(folder, 'native')].map((place) => readFileSync(join(place, name), 'utf8'));
    check(`native/${name} is what the generator makes: mend it with \`npm run build:native\` in bindings/node`, made === committed);
  }
  return natives;
}

/** An empty folder with nothing but the tarballs in it. The other platforms' packages are not there, as on a user's machine. */
function install(tarballs) {
  rmSync(consumer, { recursive: true, force: true });
  mkdirSync(consumer, { recursive: true });
  writeFileSync(join(consumer, 'package.json'), '{ "private": true }\n');
  npm(['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', ...tarballs], { cwd: consumer });
  cpSync(join(folder, 'test'), consumer, { recursive: true });
}

/** This Node.js, and the others that have been installed for us. */
function runtimes() {
  const others = join(folder, 'runtimes/node_modules');
  const found = existsSync(others) ? readdirSync(others).filter((name) => name.startsWith('node-')) : [];
  const paths = [process.execPath, ...found.map((name) => join(others, name, 'bin/node'))];
  return paths.map((path) => ({ path, version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim() }));
}

/** Bun and Deno have test runners of their own, so only plain programs are for them. */
function elsewhere() {
  const others = join(folder, 'runtimes/node_modules');
  const known = [
    ['Bun', '@oven/bun-linux-x64/bin/bun'],
    ['Deno', '@deno/linux-x64-glibc/deno', 'run', '--allow-all', '--no-remote'],
  ];
  const found = known.filter(([, program]) => existsSync(join(others, program)));
  return found.map(([name, program, ...args]) => async () => {
    const path = join(others, program);
    for (const file of ['readme.mjs', 'readme.cjs', 'readme-ts.mts', 'elsewhere.mjs']) {
      await checkRun(`${file} runs on ${name}`, path, [...args, file], { cwd: consumer, timeout: 60_000 });
    }
    if (name === 'Bun') await testDotenv(path);
  });
}

/** Bun reads `.env` by itself, into `process.env` alone. */
async function testDotenv(bun) {
  const cwd = join(consumer, 'dotenv');
  mkdirSync(cwd);
  writeFileSync(join(cwd, '.env'), 'WORKOS_API_KEY=sk_of_the_file\n');
  writeFileSync(join(cwd, 'app.mjs'), "import { WorkOS } from 'workos-mfa'; new WorkOS();\n");
  const { WORKOS_API_KEY: _unwanted, ...env } = process.env;
  await checkRun("Bun's .env is the environment", bun, ['app.mjs'], { cwd, env, timeout: 60_000 });
}

async function testTypes() {
  const tsc = bin('tsc');
  // The user has these; they are no dependency of the package's.
  const types = ['--typeRoots', join(folder, 'node_modules/@types'), '--types', 'node'];
  await checkRun('strict TypeScript compiles against the package', tsc, ['-p', join(consumer, 'types'), ...types], { cwd: consumer });
  const strict = ['--strict', '--target', 'es2022', '--module', 'nodenext', ...types, 'readme-ts.mts'];
  await checkRun("the README's TypeScript compiles", tsc, strict, { cwd: consumer });
  // As what an editor checks in a file with `// @ts-check`, whose types are as strict.
  const scripts = ['--strict', '--allowJs', '--checkJs', '--noEmit', '--target', 'es2022', '--module', 'nodenext', ...types];
  await checkRun("the README's JavaScript passes the strict checks", tsc, [...scripts, 'readme.mjs', 'readme.cjs'], { cwd: consumer });
}

async function testWith({ path, version }) {
  for (const [language, file] of [['ESM', 'readme.mjs'], ['CommonJS', 'readme.cjs'], ['TypeScript', 'readme-ts.mjs']]) {
    await checkRun(`the README's ${language} runs on ${version}`, path, [file], { cwd: consumer });
  }
  await checkRun(`elsewhere.mjs runs on ${version}`, path, ['elsewhere.mjs'], { cwd: consumer, timeout: 60_000 });
  const files = readdirSync(consumer).filter((name) => name.endsWith('.test.mjs'));
  // Files one after the other: another version's are run meanwhile.
  const args = ['--test', '--test-reporter=tap', '--test-concurrency=1', '--test-timeout=300000', ...files];
  const { good, output } = await run(path, args, { cwd: consumer });
  const ends = output.split('\n').filter((line) => /^(not )?ok \d+ - /.test(line));
  for (const line of ends) {
    const [, not, name] = /^(not )?ok \d+ - (.*)$/.exec(line);
    check(`${version}: ${name}`, !not, not ? details(output, line) : '');
  }
  // A file that broke down, or a skip, shows in how the runner ended or in the count.
  check(`${version}: the test runner ended well`, good && ends.length > 40 && /^# skipped 0$/m.test(output), output.slice(-2000));
}

/** What TAP says about a failed test. */
function details(output, line) {
  const after = output.slice(output.indexOf(line));
  return after.slice(0, after.indexOf('\n  ...'));
}

const natives = await buildNative();
if (natives && (await checkRun('the TypeScript can be built', bin('tsc'), ['-p', folder], { cwd: folder }))) {
  const tarballs = pack(natives, join(target, 'packed'));
  check('there is a tarball for this platform', tarballs.length === 2, tarballs.map((path) => basename(path)).join());
  install(tarballs);
  if (!values['install-only']) {
    const readme = join(folder, 'README.md');
    await checkRun("the README's examples can be found", process.execPath, ['extract-readme.mjs', readme], { cwd: consumer });
    // The types come first, since the README's TypeScript is compiled there. What takes longest comes next.
    await testTypes();
    await together([
      ...runtimes().map((runtime) => () => testWith(runtime)),
      ...frameworks({ folder, target, consumer, checkRun }),
      ...elsewhere(),
      () => checkRun('publint has no complaint', bin('publint'), ['run', tarballs[0], '--strict']),
      () => checkRun('attw has no complaint', bin('attw'), [tarballs[0]]),
    ]);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
