// subjects.mjs - the plans whose reports are looked at: the examples, two fleets, and one made here of 400 services.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { place, planOf, source, succeeds } from './bayplan.mjs';
import { findProgram } from './programs.mjs';

const examples = `${source}/data/examples`;
const workloads = `${source}/../shared/workloads`;

// Mostly on Fargate, as that is planned fast.
function many() {
  const services = Array.from({ length: 400 }, (_, i) => ({
    name: `service-${String(i).padStart(4, '0')}`,
    cpu_units: 256 << (i % 4),
    memory_mib: 1024 << (i % 4),
    tasks: 1 + ((i * 7) % 40),
    places: [i % 20 ? 'fargate' : 'ec2'],
  }));
  return {
    schema: 'bayplan.profile/1', name: 'many', region: 'us-east-1', services,
    limits: { pools_max: 2, instance_types: ['m6i.xlarge', 'm6i.2xlarge'] },
  };
}

function fleetA() {
  const profile = place('profiles', 'fleet_a.json');
  const made = spawnSync('python3', [`${workloads}/fleet_to_profile.py`, `${workloads}/fleets/fleet_a_50svc_1k.csv`],
    { encoding: 'utf8', maxBuffer: 64 << 20 });
  if (made.status !== 0) throw new Error(`fleet_to_profile.py: ${made.stderr}`);
  writeFileSync(profile, made.stdout);
  return profile;
}

function withPlan(plan, ...words) {
  return (html) => succeeds('report', plan(), '--format', `html=${html}`, '--quiet', ...words);
}

// { name, write(html), many: it is long, whole: it has every part of a report, skip: why it is left out }
export const subjects = [
  {
    name: 'shop', whole: true,
    write: withPlan(() => planOf('shop', `${examples}/shop.json`), '--cluster', `${examples}/cluster.json`),
  },
  { name: 'nightly', write: withPlan(() => planOf('nightly', `${examples}/nightly.json`)) },
  { name: 'team', write: withPlan(() => planOf('team', `${examples}/team.xml`)) },
  { name: 'many', many: true, write: withPlan(() => planOf('many', many())) },
  {
    name: 'fleet_a',
    skip: !process.env.BAYPLAN_BROWSER_FLEETS ? 'BAYPLAN_BROWSER_FLEETS is not set'
      : !existsSync(workloads) ? '../shared is not here' : !findProgram('python3') && 'python3 is not installed',
    write: withPlan(() => planOf('fleet_a', fleetA())),
  },
  {
    name: 'fleet_c', many: true,
    skip: !process.env.BAYPLAN_FLEET_C_PLAN && "BAYPLAN_FLEET_C_PLAN names no plan (it takes a minute to make)",
    write: withPlan(() => process.env.BAYPLAN_FLEET_C_PLAN),
  },
];
