import { MUTANTS } from '../src/mutants/catalogue/catalogue.ts';
import { loadMutant } from '../src/mutants/load-mutant.ts';

/*
 * To be imported before anything else: this process and its threads then run a master that acknowledges a report before
 * the success is in the ledger.
 */
const mutant = MUTANTS.find(({ name }) => name === 'acknowledged-when-decided');
if (mutant === undefined) throw new Error('no such mutant');
loadMutant(mutant);
