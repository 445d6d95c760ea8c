import type { Evidence, Verdict } from '@steadfast/checker';
import { formatCount, formatDuration, formatPlural } from '@steadfast/runtime/format';
import { html, type Markup } from './html.ts';
import { linkPlaces } from './links.ts';

/** What the header of a page contains besides the verdict. */
export interface HeaderOptions {
  readonly title: string;
  /** Problems that the checks cannot know of. Any of them fails the run. */
  readonly problems: readonly string[];
}

function headline({ results, metrics }: Verdict, passed: boolean): string {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const notExercised = results.filter(({ status }) => status === 'not exercised').length;
  const remark = notExercised === 0 ? '' : ` ${formatPlural(notExercised, 'check')} not exercised by this run.`;
  if (passed)
    return `All ${results.length - notExercised} checks passed: ${metrics.successes} of ${formatPlural(metrics.tasks, 'task')} succeeded, each exactly once.${remark}`;
  const failures = failed === 0 ? '' : `: ${failed} of ${results.length} checks failed`;
  return `This run FAILED${failures}.${remark}`;
}

/** Returns when a run started and how long it took, from the first line of its logs to the last. */
function timesText({ log }: Evidence): string {
  let [first, last] = [Infinity, -Infinity];
  for (const { atMs } of log) [first, last] = [Math.min(first, atMs), Math.max(last, atMs)];
  if (first > last) return 'The run left no logs.';
  const started = new Date(first).toISOString().slice(0, 19).replace('T', ' ');
  return `Started at ${started} UTC, took ${formatDuration(last - first)}.`;
}

function renderTile(value: string, label: string): Markup {
  return html`<li><strong>${value}</strong> ${label}</li>`;
}

function renderCount(count: number, singular: string, plural = `${singular}s`): Markup {
  return renderTile(formatCount(count), count === 1 ? singular : plural);
}

/** Renders the header of the page: the verdict and the main metrics. */
export function renderHeader(evidence: Evidence, verdict: Verdict, { title, problems }: HeaderOptions): Markup {
  const { metrics } = verdict;
  const passed = verdict.passed && problems.length === 0;
  return html`<header class="${passed ? 'passed' : 'failed'}">
    <p class="title">${title}</p>
    <h1>${passed ? '✔' : '✘'} ${headline(verdict, passed)}</h1>
    <p>${timesText(evidence)}</p>
    ${
      problems.length === 0
        ? undefined
        : html`<ul class="violations">
            ${problems.map((problem) => html`<li>${linkPlaces(problem)}</li>`)}
          </ul>`
    }
    <ul class="tiles">
      ${renderTile(`${metrics.successes}/${metrics.tasks}`, 'tasks succeeded')}
      ${renderCount(metrics.masterKills, 'master kill')} ${renderCount(metrics.slaveKills, 'slave kill')}
      ${renderCount(metrics.killedTasks, 'task kill')} ${renderCount(metrics.reruns, 'rerun')}
      ${renderCount(metrics.reportsReplayed, 'report replayed', 'reports replayed')}
    </ul>
  </header>`;
}
