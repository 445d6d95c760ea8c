import { appendContract } from './append-contract.ts';
import { bellContract } from './task-watch-contract.ts';
import { controlContract } from './control-contract.ts';
import { projectContract } from './project-contract.ts';
import { readContract } from './read-contract.ts';
import { trimContract } from './trim-contract.ts';
import type { OpenSubject } from './store-fixture.ts';

/** What every store promises to the core. */
export function storeContract(open: OpenSubject): void {
  appendContract(open);
  projectContract(open);
  readContract(open);
  controlContract(open);
  trimContract(open);
  bellContract(open);
}
