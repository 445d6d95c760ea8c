import { registerHooks } from 'node:module';
import { injectMutant, type Mutant } from './mutant.ts';

/** A mutant that waits for its module to be loaded. */
export interface MutantLoad {
  /** Whether the module has been loaded with the slip in it. */
  readonly isInjected: () => boolean;
}

const ROOT = new URL('../../../../', import.meta.url);

/**
 * From now on this thread loads the module of a mutant with the slip in it; the file stays as it is. Whatever leads to
 * that module must be imported later, so the thread imports hardly anything but this.
 */
export function loadMutant(mutant: Mutant): MutantLoad {
  const { href } = new URL(mutant.file, ROOT);
  let planted = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      // Packages of the workspace come by their real paths: links were followed when the address was resolved.
      if (url !== href) return loaded;
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      planted = true;
      return { ...loaded, source: injectMutant(mutant, source) };
    },
  });
  return { isInjected: () => planted };
}
