import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MASTER_NODE_OPTIONS } from '@steadfast/cluster';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('a master has the same options of Node.js in the launcher, in its image and in local clusters', () => {
  const launcher = readFileSync(join(ROOT, 'bin/steadfast'), 'utf8');
  assert.ok(launcher.includes(`set -- ${MASTER_NODE_OPTIONS.join(' ')} "$root/$main"`));
  const dockerfile = readFileSync(join(ROOT, 'docker/master/Dockerfile'), 'utf8');
  const quoted = ['node', ...MASTER_NODE_OPTIONS].map((option) => JSON.stringify(option));
  assert.ok(dockerfile.includes(`ENTRYPOINT [${quoted.join(', ')}]`));
});
