import { MUTANTS } from '../src/mutants/catalogue/catalogue.ts';
import { loadMutant } from '../src/mutants/load-mutant.ts';

/*
 * To be imported before anything else: from then on, this process and its threads run the core of a master that
 * acknowledges a report before that is in the ledger.
 */
const mutant = MUTANTS.find(({ name }) => name === 'acknowledged-when-decided');
if (mutant === undefined) throw new Error('there is no such mutant');
loadMutant(mutant);
