// Packs the npm packages: the main one, and one for each native file that is there.
//
//   node scripts/pack.mjs --natives DIR --out DIR
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const folder = resolve(import.meta.dirname, '..');
const root = resolve(folder, '../..');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** What npm calls a platform, for each target that is shipped. */
const PLATFORMS = {
  'x86_64-unknown-linux-gnu': { name: 'linux-x64-gnu', os: 'linux', cpu: 'x64', libc: 'glibc' },
  'aarch64-unknown-linux-gnu': { name: 'linux-arm64-gnu', os: 'linux', cpu: 'arm64', libc: 'glibc' },
  'x86_64-unknown-linux-musl': { name: 'linux-x64-musl', os: 'linux', cpu: 'x64', libc: 'musl' },
  'aarch64-unknown-linux-musl': { name: 'linux-arm64-musl', os: 'linux', cpu: 'arm64', libc: 'musl' },
  'x86_64-apple-darwin': { name: 'darwin-x64', os: 'darwin', cpu: 'x64' },
  'aarch64-apple-darwin': { name: 'darwin-arm64', os: 'darwin', cpu: 'arm64' },
  'x86_64-pc-windows-msvc': { name: 'win32-x64-msvc', os: 'win32', cpu: 'x64' },
  'aarch64-pc-windows-msvc': { name: 'win32-arm64-msvc', os: 'win32', cpu: 'arm64' },
};

/** Packs what is in `natives` into `out`, and returns the tarballs, the main one first. */
export function pack(natives, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const platforms = manifest.napi.targets.map((target) => PLATFORMS[target]);
  const files = readdirSync(natives).filter((name) => name.endsWith('.node'));
  const tarballs = [packMain(platforms, out)];
  for (const platform of platforms) {
    const file = `${manifest.napi.binaryName}.${platform.name}.node`;
    if (files.includes(file)) {
      tarballs.push(packPlatform(platform, join(natives, file), file, out));
    }
  }
  return tarballs;
}

function packMain(platforms, out) {
  const { scripts, devDependencies, napi, files, ...published } = manifest;
  const optionalDependencies = Object.fromEntries(platforms.map(({ name }) => [`${manifest.name}-${name}`, manifest.version]));
  const stage = staged(out, 'main', { ...published, files: [...files, 'LICENSE-*'], optionalDependencies }, join(folder, 'README.md'));
  for (const path of files) {
    cpSync(join(folder, path), join(stage, path), { recursive: true });
  }
  return npmPack(stage, out);
}

function packPlatform({ name, os, cpu, libc }, native, file, out) {
  const { version, license, repository, homepage, engines } = manifest;
  const published = {
    name: `${manifest.name}-${name}`,
    version,
    description: `The native part of ${manifest.name} for ${name}.`,
    license,
    repository,
    homepage,
    engines,
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    main: file,
    files: [file, 'LICENSE-*'],
  };
  const stage = staged(out, name, published);
  writeFileSync(join(stage, 'README.md'), `The native part of [${manifest.name}](${manifest.homepage}) for ${name}. It is installed by itself.\n`);
  cpSync(native, join(stage, file));
  return npmPack(stage, out);
}

function staged(out, name, published, readme) {
  const stage = join(out, 'stage', name);
  mkdirSync(stage, { recursive: true });
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) {
    cpSync(join(root, licence), join(stage, licence));
  }
  if (readme) {
    cpSync(readme, join(stage, 'README.md'));
  }
  return stage;
}

function npmPack(stage, out) {
  const output = npm(['pack', '--json', '--pack-destination', out], { cwd: stage, encoding: 'utf8' });
  const packed = JSON.parse(output);
  // One npm lists the packages, another has them by name.
  const [{ filename }] = Array.isArray(packed) ? packed : Object.values(packed);
  return join(out, filename);
}

/** npm is a script on Windows, which only a shell can start. */
export function npm(args, options) {
  return execFileSync('npm', args, { shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'inherit'], ...options });
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { natives: { type: 'string' }, out: { type: 'string' } } });
  for (const tarball of pack(resolve(values.natives ?? join(folder, 'native')), resolve(values.out ?? join(folder, 'artifacts')))) {
    console.log(tarball);
  }
}
