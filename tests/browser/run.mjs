// run.mjs NAME PROGRAM FOLDER: the tests of NAME.test.mjs with the built program; what they make is left in FOLDER.
//
// Exit code 77 (skipped) where packages or Chromium are absent, unless BAYPLAN_BROWSER=required.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, findChromium } from './programs.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const [name, program, folder] = process.argv.slice(2);

function whatIsMissing() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 18 || (major === 18 && minor < 19)) return `node is ${process.version}, older than 18.19`;
  if (!existsSync(path.join(here, 'node_modules', 'playwright-core')))
    return "the packages are not installed; 'npm ci --prefix tests/browser' does it";
  if (name !== 'schemas' && !findChromium()) return 'Chromium is not installed (or BAYPLAN_CHROMIUM is not its path)';
  if (name === 'schemas' && !findProgram('xmllint')) return 'xmllint is not installed';
  return '';
}

const missing = whatIsMissing();
if (missing) {
  const required = process.env.BAYPLAN_BROWSER === 'required';
  console.log(`${required ? 'FAILED' : 'skipped'}: ${missing}`);
  process.exit(required ? 1 : 77);
}
const environment = {
  BAYPLAN_FLEET_C_PLAN: process.env.BAYPLAN_FLEET_C_PLAN ?? '', BAYPLAN_BROWSER_FLEETS: process.env.BAYPLAN_BROWSER_FLEETS ?? '',
};
mkdirSync(folder, { recursive: true });
const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', path.join(here, `${name}.test.mjs`)], {
  stdio: 'inherit',
  env: {
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('BAYPLAN_'))),
    ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value)),
    TEST_PROGRAM: path.resolve(program),
    TEST_FOLDER: path.resolve(folder),
    TEST_CHROMIUM: findChromium(),
    NO_COLOR: '1',
  },
});
process.exit(status ?? 1);
