import { MUTANTS } from './catalogue/catalogue.ts';
import { loadMutant } from './load-mutant.ts';

/*
 * To be imported before a test file: makes the process of the test load a mutant, named by an environment variable.
 */

/** The exit code of a test that never loaded the mutated module. */
const NOT_INJECTED_CODE = 3;

const name = process.env['STEADFAST_MUTANT'];
const mutant = MUTANTS.find((each) => each.name === name);
if (mutant === undefined) throw new Error(`STEADFAST_MUTANT: no such mutant: ${name}`);
const { isInjected } = loadMutant(mutant);
process.once('exit', () => {
  if (isInjected()) return;
  process.stderr.write(`${mutant.file} was not loaded\n`);
  process.exitCode = NOT_INJECTED_CODE;
});
