import type { Evidence } from '@steadfast/checker/evidence';
import type { Verdict } from '@steadfast/checker/judge';
import { count, duration } from '@steadfast/checker/format';
import { html, type Markup } from './html.ts';
import { withLinks } from './links.ts';

/** What the head of a page is made of. */
export interface HeadOptions {
  readonly title: string;
  readonly complaints: readonly string[];
}

/** The verdict, in a sentence. */
function sentence({ findings, met, figures }: Verdict, complaints: readonly string[]): string {
  const broken = findings.filter(({ status }) => status === 'broken').length;
  const idle = findings.filter(({ status }) => status === 'not exercised').length;
  const untested = idle === 0 ? '' : ` ${count(idle, 'point')} could not be put to the test in this run.`;
  if (met && complaints.length === 0)
    return `All ${findings.length - idle} points hold: ${figures.successes} of ${count(figures.tasks, 'task')} succeeded, each exactly once.${untested}`;
  const why = broken === 0 ? '' : `: ${broken} of ${findings.length} points do not hold`;
  return `This run does NOT pass${why}.${untested}`;
}

/** When a run was, and how long: from the first line of its logs to the last. */
function whenText({ log }: Evidence): string {
  let [first, last] = [Infinity, -Infinity];
  for (const { atMs } of log) [first, last] = [Math.min(first, atMs), Math.max(last, atMs)];
  if (first > last) return 'No log was found.';
  const began = new Date(first).toISOString().slice(0, 19).replace('T', ' ');
  return `It began at ${began} UTC and took ${duration(last - first)}.`;
}

function tile(figure: number | string, what: string): Markup {
  return html`<li><strong>${figure}</strong> ${what}</li>`;
}

/** The head of the page: what was found, and of how much. */
export function renderHead(evidence: Evidence, verdict: Verdict, { title, complaints }: HeadOptions): Markup {
  const { figures } = verdict;
  const passes = verdict.met && complaints.length === 0;
  return html`<header class="${passes ? 'met' : 'broken'}">
    <p class="title">${title}</p>
    <h1>${passes ? '✔' : '✘'} ${sentence(verdict, complaints)}</h1>
    <p>${whenText(evidence)}</p>
    ${
      complaints.length === 0
        ? undefined
        : html`<ul class="violations">
            ${complaints.map((line) => html`<li>${withLinks(line)}</li>`)}
          </ul>`
    }
    <ul class="tiles">
      ${tile(`${figures.successes}/${figures.tasks}`, 'tasks succeeded')}
      ${tile(figures.masterKills, 'kills of the master')} ${tile(figures.slaveKills, 'kills of slaves')}
      ${tile(figures.killedTasks, 'tasks killed')} ${tile(figures.reruns, 'reruns')}
      ${tile(figures.reportsReplayed, 'reports replayed')}
    </ul>
  </header>`;
}
