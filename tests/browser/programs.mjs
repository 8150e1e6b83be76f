// programs.mjs - programs of the machine that the tests use where they are there.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

// The program's path, or ''.
export function findProgram(...names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        continue;
      }
    }
  return '';
}

export function findChromium() {
  return process.env.BAYPLAN_CHROMIUM || findProgram('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
}
