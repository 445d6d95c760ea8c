import { hasEarlierRuns, type Evidence, type RunSummary, type Verdict } from '@steadfast/checker';
import { formatCount, formatPlural, formatSeconds } from '@steadfast/runtime/format';
import type { LineText } from '../read-lines.ts';
import { html, type Markup } from './html.ts';
import { linkPlaces } from './links.ts';

/** What the header of a page contains besides the verdict. */
export interface HeaderOptions {
  readonly title: string;
  /** Problems that the checks cannot know of. Any of them fails the run. */
  readonly problems: readonly string[];
}

function headline({ results, summary }: Verdict, passed: boolean): string {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const notExercised = results.filter(({ status }) => status === 'not exercised').length;
  const remark = notExercised === 0 ? '' : ` ${formatPlural(notExercised, 'check')} not exercised by this run.`;
  if (passed)
    return `All ${results.length - notExercised} checks passed: ${summary.successes} of ${formatPlural(summary.tasks, 'task')} succeeded, each exactly once.${remark}`;
  const failures = failed === 0 ? '' : `: ${failed} of ${results.length} checks failed`;
  return `This run FAILED${failures}.${remark}`;
}

/** Returns when a run started and how long it took, by the logs of its masters. */
function timesText({ log }: Evidence, { startedAtMs, durationMs }: RunSummary): string {
  if (log.length === 0) return 'The run left no logs.';
  if (startedAtMs === undefined) return 'No task was placed.';
  const started = new Date(startedAtMs).toISOString().slice(0, 19).replace('T', ' ');
  const duration =
    durationMs === undefined ? 'no task succeeded' : `the tasks succeeded within ${formatSeconds(durationMs)}`;
  return `The first task was placed at ${started} UTC; from then on, ${duration}. All times on this page count from then.`;
}

function renderTile(value: string, label: string): Markup {
  return html`<li><strong>${value}</strong> ${label}</li>`;
}

function renderCount(count: number, singular: string, plural = `${singular}s`): Markup {
  return renderTile(formatCount(count), count === 1 ? singular : plural);
}

function renderTiles(summary: RunSummary): Markup {
  const { networkFaults, returnedTasks } = summary;
  return html`<ul class="tiles">
    ${renderTile(`${summary.successes}/${summary.tasks}`, 'tasks succeeded')}
    ${renderCount(summary.masterKills, 'master kill')} ${renderCount(summary.slaveKills, 'slave kill')}
    ${renderCount(summary.freezes, 'freeze')}
    ${networkFaults === 0 ? undefined : renderCount(networkFaults, 'network fault')}
    ${renderCount(summary.killedTasks, 'task kill')}
    ${returnedTasks === 0 ? undefined : renderCount(returnedTasks, 'task returned before it ran', 'tasks returned before they ran')}
    ${renderCount(summary.reruns, 'rerun')}
    ${renderCount(summary.reportsReplayed, 'report replayed', 'reports replayed')}
  </ul>`;
}

const EXPLANATION =
  'A task is killed when its slave is killed, and also when its slave is frozen or cut off for too long; a kill of the master kills none. So there can be more task kills and reruns than slave kills, or fewer.';

const EARLIER_RUNS =
  'The checks cover everything in this database, including earlier runs; the figures above are those of this run.';

/** Renders the header of the page: the verdict and the main figures. */
export function renderHeader(
  evidence: Evidence,
  verdict: Verdict,
  { title, problems }: HeaderOptions,
  textOf: LineText,
): Markup {
  const { summary } = verdict;
  const passed = verdict.passed && problems.length === 0;
  return html`<header class="${passed ? 'passed' : 'failed'}">
    <p class="title">${title}</p>
    <h1>${passed ? '✔' : '✘'} ${headline(verdict, passed)}</h1>
    <p>${timesText(evidence, summary)}</p>
    ${
      problems.length === 0
        ? undefined
        : html`<ul class="violations">
            ${problems.map((problem) => html`<li>${linkPlaces(problem, textOf)}</li>`)}
          </ul>`
    }
    ${renderTiles(summary)}
    <p class="note explanation">${EXPLANATION} ${hasEarlierRuns(evidence) ? EARLIER_RUNS : undefined}</p>
  </header>`;
}
