import { appendContract } from './append-contract.ts';
import { taskWatchContract } from './task-watch-contract.ts';
import { controlContract } from './control-contract.ts';
import { detachedContract } from './detached-contract.ts';
import { projectContract } from './project-contract.ts';
import { readContract } from './read-contract.ts';
import { trimContract } from './trim-contract.ts';
import { workContract } from './work-contract.ts';
import type { OpenStoreFixture } from './store-fixture.ts';

/** Registers the tests that every store must pass. */
export function storeContract(open: OpenStoreFixture): void {
  appendContract(open);
  projectContract(open);
  workContract(open);
  detachedContract(open);
  readContract(open);
  controlContract(open);
  trimContract(open);
  taskWatchContract(open);
}
