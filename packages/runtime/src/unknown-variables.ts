import { nearestName } from './nearest-name.ts';

const PREFIX = 'STEADFAST_';
const FILE_SUFFIX = '-file';

/**
 * The options of all programs, and variables of scripts and of commands that slaves run, in lower case and with hyphens:
 * one environment may be meant for several programs. A test keeps the list complete.
 */
export const KNOWN_NAMES: readonly string[] = (
  'abort-grace advertise allow-commands attempt cap count directory drain-timeout drivers expect failovers ' +
  'failpoint faults from handlers job-mark journal json keep-reports keep-trials kills ledger-retention listen log-file log-level ' +
  'log-max-files log-max-size master masters max-sleep memory-limit min-sleep mongo-port mongo-url mutant ' +
  'name no-fail nohup only output placement-deadline plan port prefetch queues quick quiet-wait random-seed ' +
  'recovery-grace rounds run seconds seed skip-control slave-user slaves state states stop-timeout systems ' +
  'task-id task-name tasks user waiting workers worlds write-entries'
).split(' ');

/**
 * Returns a warning for each variable with our prefix that no program reads and that resembles one that is read. Others
 * are not ours to judge: Kubernetes, for example, sets STEADFAST_MASTER_SERVICE_HOST for a service named steadfast-master.
 * @param options the options of this program, without hidden ones
 */
export function findMisspelledVariables(environment: NodeJS.ProcessEnv, options: readonly string[]): string[] {
  const known = new Set([...KNOWN_NAMES, ...options]);
  return Object.keys(environment).flatMap((variable) => {
    if (!variable.startsWith(PREFIX)) return [];
    const name = variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '-');
    const option = name.endsWith(FILE_SUFFIX) ? name.slice(0, -FILE_SUFFIX.length) : name;
    if (known.has(name) || known.has(option)) return [];
    const nearest = nearestName(option, options) ?? nearestName(name, options);
    if (nearest === undefined) return [];
    const suffix = option === name ? '' : '_FILE';
    const meant = `${PREFIX}${nearest.toUpperCase().replaceAll('-', '_')}${suffix}`;
    return [`the environment variable ${variable} is not used; did you mean ${meant}?`];
  });
}
