import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PRELOAD = new URL('preload-mutant.ts', import.meta.url).href;

/** The output of a test file is a few kilobytes, unless a mutant makes it print without end. */
const MAX_OUTPUT_BYTES = 10_000_000;

/** How a test file ended. */
export interface TestOutcome {
  /** The name of the first test that failed; null when none did. */
  readonly failedTest: string | null;
  /** Why the file could not be run to its end; empty when it could. */
  readonly failure: string;
}

/** Runs a test file in a process of its own for at most `seconds`, with the mutant or without one. */
function runTest(file: string, mutant: Mutant | null, seconds: number): Promise<TestOutcome> {
  const preload = mutant === null ? [] : ['--import', PRELOAD];
  // Set if this is part of a test itself: it would change the format of the output.
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const env = mutant === null ? inherited : { ...inherited, STEADFAST_MUTANT: mutant.name };
  const options = { cwd: ROOT, env, timeout: seconds * 1_000, maxBuffer: MAX_OUTPUT_BYTES };
  return new Promise((resolve) => {
    execFile(process.execPath, [...preload, '--test-reporter=tap', file], options, (error, stdout, stderr) => {
      // The tests in a group are printed before the group, which fails because of them.
      const failedTest = error === null ? null : (/^ *not ok \d+ - (.*)$/m.exec(stdout)?.[1] ?? null);
      const failure = error === null || failedTest !== null ? '' : stderr.trim() || error.message;
      resolve({ failedTest, failure });
    });
  });
}

/** Returns whether a test file fails because of a mutant: it must pass without. Each run takes at most `seconds`. */
export async function runTestOfMutant(file: string, mutant: Mutant, seconds: number): Promise<TestOutcome> {
  const control = await runTest(file, null, seconds);
  if (control.failure !== '') return control;
  if (control.failedTest !== null)
    return { failedTest: null, failure: `fails without the mutant too: ${control.failedTest}` };
  return runTest(file, mutant, seconds);
}
