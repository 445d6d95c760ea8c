import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the project. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The folder for downloads and for the files of runs; git ignores it. */
export const STEADFAST_FOLDER = join(PROJECT_ROOT, '.steadfast');

/** The default folder of a local cluster. */
export const CLUSTER_FOLDER = join(STEADFAST_FOLDER, 'cluster');
