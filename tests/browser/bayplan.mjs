// bayplan.mjs - the built program, and plans kept in the test's folder for as long as program and profile are the same.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const program = process.env.TEST_PROGRAM;
export const folder = process.env.TEST_FOLDER;
export const source = process.cwd();

// { status, stdout, stderr } of the program with these words, in a clean world.
export function bayplan(...words) {
  const env = { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: folder, LC_ALL: 'C.UTF-8' };
  const made = spawnSync(program, words, { encoding: 'utf8', env, maxBuffer: 64 << 20 });
  if (made.error) throw made.error;
  return made;
}

export function succeeds(...words) {
  const made = bayplan(...words);
  assert.equal(made.status, 0, `bayplan ${words.join(' ')}: ${made.stderr}`);
  return made;
}

export function place(...names) {
  const file = path.join(folder, ...names);
  mkdirSync(path.dirname(file), { recursive: true });
  return file;
}

const programHash = createHash('sha256').update(readFileSync(program)).digest('hex');

// The plan's file. The profile is a file, or an object.
export function planOf(name, profile) {
  let file = profile;
  if (typeof profile === 'object') {
    file = place('profiles', `${name}.json`);
    writeFileSync(file, JSON.stringify(profile));
  }
  const hash = createHash('sha256').update(programHash).update(readFileSync(file)).digest('hex').slice(0, 16);
  const plan = place('plans', `${name}-${hash}.json`);
  if (!existsSync(plan)) succeeds('plan', file, '--quiet', '--time-limit', '2', '-o', plan);
  return plan;
}

export function read(file) {
  return readFileSync(file, 'utf8');
}

export function readJson(file) {
  return JSON.parse(read(file));
}
