import { registerHooks } from 'node:module';
import { injectMutant, type Mutant } from './mutant.ts';

/** A mutant that is injected as soon as its module is loaded. */
export interface PendingMutant {
  /** True once the mutated module has been loaded. */
  readonly isInjected: () => boolean;
}

const ROOT = new URL('../../../../', import.meta.url);

/**
 * Makes this thread load the mutated source of the mutant's module; the file itself is not changed. Everything that
 * leads to that module must be imported afterwards, so the calling module should import little else.
 */
export function loadMutant(mutant: Mutant): PendingMutant {
  const { href } = new URL(mutant.file, ROOT);
  let injected = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      // Modules of workspace packages have their real paths here: symbolic links are followed during resolution.
      if (url !== href) return loaded;
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      injected = true;
      return { ...loaded, source: injectMutant(mutant, source) };
    },
  });
  return { isInjected: () => injected };
}
