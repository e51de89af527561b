// Writes the README's examples into the folder that it is run in: readme.mjs, readme.cjs and readme-ts.mts.
import { readFileSync, writeFileSync } from 'node:fs';

const FILES = { js: 'readme.mjs', cjs: 'readme.cjs', ts: 'readme-ts.mts' };
const readme = readFileSync(process.argv[2], 'utf8');
const found = new Set();
for (const [, language, code] of readme.matchAll(/^```(js|cjs|ts)\n(.*?)^```$/gms)) {
  writeFileSync(FILES[language], code);
  found.add(language);
}
if (found.size !== 3) throw new Error(`the README has examples in ${[...found]} only`);
