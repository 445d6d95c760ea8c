import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface PackageJson {
  readonly bin: Readonly<Record<string, string>>;
}

const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;

/** Reports how it was started, then waits for a signal or exits with the code in its first argument. */
const PROGRAM = `
  const [code] = process.argv.slice(2);
  process.on('SIGTERM', () => {
    process.stdout.write('SIGTERM\\n');
    process.exit(7);
  });
  const started = { pid: process.pid, arguments: process.argv.slice(2), cwd: process.cwd(), nohup: process.env.STEADFAST_NOHUP };
  process.stdout.write(JSON.stringify(started) + '\\n');
  if (code === undefined) setInterval(() => undefined, 1_000);
  else process.exitCode = Number(code);
`;

/** What PROGRAM reports. */
interface Started {
  readonly pid: number;
  readonly arguments: readonly string[];
  readonly cwd: string;
  readonly nohup?: string;
}

/** Runs a command that starts PROGRAM, and returns the environment variable that tells PROGRAM about nohup. */
function nohupSeenBy(command: string, ...parameters: readonly string[]): string | undefined {
  const stdout = execFileSync(command, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return (JSON.parse(stdout) as Started).nohup;
}

describe('the launcher', () => {
  let folder = '';
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'steadfast-launcher-')));
  });
  after(() => rmSync(folder, { recursive: true }));

  /**
   * Makes a clone in which the slave is PROGRAM, and a link to its launcher, as npm creates it for a name in
   * package.json. The path to the launcher has a space and a second link.
   */
  function makeClone(name: string, { installed }: { installed: boolean }): { clone: string; slave: string } {
    const clone = join(folder, `${name} clone`);
    cpSync(join(ROOT, 'bin'), join(clone, 'bin'), { recursive: true });
    mkdirSync(join(clone, 'packages/slave/src'), { recursive: true });
    writeFileSync(join(clone, 'packages/slave/src/main.ts'), PROGRAM);
    mkdirSync(join(clone, 'node_modules/.bin'), { recursive: true });
    if (installed) symlinkSync(process.execPath, join(clone, 'node_modules/.bin/node'));
    symlinkSync(clone, join(folder, `${name} link`));
    mkdirSync(join(folder, name));
    const slave = join(folder, name, 'steadfast-slave');
    symlinkSync(join('..', `${name} link`, bin['steadfast-slave'] ?? ''), slave);
    return { clone, slave };
  }

  test('exits with code 1 and names the command to run when dependencies are not installed', () => {
    const { clone, slave } = makeClone('bare', { installed: false });
    const { status, stderr } = spawnSync(slave, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.equal(stderr, `steadfast: dependencies are not installed; run: make -C '${clone}' install\n`);
  });

  test('passes on arguments, working directory and exit code when started through links', () => {
    const { slave } = makeClone('arguments', { installed: true });
    const { status, stdout } = spawnSync(slave, ['3', '--name', 'a b', ''], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 3);
    const { arguments: passed, cwd } = JSON.parse(stdout) as Started;
    assert.deepEqual(passed, ['3', '--name', 'a b', '']);
    assert.equal(cwd, folder);
  });

  test('selects the program by its first argument when called by its own name', () => {
    const { clone } = makeClone('own-name', { installed: true });
    const stdout = execFileSync(join(clone, 'bin/steadfast'), ['slave', '0', 'x'], { encoding: 'utf8' });
    assert.deepEqual((JSON.parse(stdout) as Started).arguments, ['0', 'x']);
  });

  for (const parameters of [[], ['mater']])
    test(`exits with code 2 and the usage when called with [${parameters.join(', ')}]`, () => {
      const { status, stderr } = spawnSync(join(ROOT, 'bin/steadfast'), parameters, { encoding: 'utf8' });
      assert.equal(status, 2);
      assert.match(stderr, /^usage: steadfast master\|slave\|seed\|cluster\|check /);
    });

  test('is replaced by the program, which therefore receives its signals and keeps its process ID', async () => {
    const { slave } = makeClone('signals', { installed: true });
    const child = spawn(slave, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('"pid"')) child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');
    const [first = '', second] = output.split('\n');
    assert.equal((JSON.parse(first) as Started).pid, child.pid);
    assert.deepEqual([second, code], ['SIGTERM', 7]);
  });

  test('tells the program whether nohup started it, because Node.js resets ignored signals', () => {
    const { slave } = makeClone('nohup', { installed: true });
    assert.equal(nohupSeenBy(slave, '0'), undefined);
    assert.equal(nohupSeenBy('nohup', slave, '0'), '1');
  });

  for (const [name, file] of Object.entries(bin))
    if (name !== basename(file))
      test(`starts a program as ${name}`, () => {
        const link = join(folder, name);
        symlinkSync(join(ROOT, file), link);
        assert.match(execFileSync(link, ['--help'], { encoding: 'utf8' }), /Options:/);
      });
});
