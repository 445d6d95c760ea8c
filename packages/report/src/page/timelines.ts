import { formatPlural } from '@steadfast/runtime/format';
import type { TaskTimeline, TimelineStep } from '../evidence/task-timeline.ts';
import type { LineText } from '../read-lines.ts';
import { renderLines } from './check-results.ts';
import { html, type Markup } from './html.ts';
import { linkTo } from './links.ts';

function renderStep({ atMs, caption, places }: TimelineStep, startMs: number, textOf: LineText): Markup {
  return html`<li>
    <span class="time">${((atMs - startMs) / 1_000).toFixed(2)} s</span>
    <div>
      <span class="caption">${caption}</span> ${linkTo(places[0], textOf)}
      <details>
        <summary>show line</summary>
        ${renderLines(places, textOf)}
      </details>
    </div>
  </li>`;
}

/** Renders the section with the timelines of some tasks. Times count from `startMs`, in milliseconds since 1970. */
export function renderTimelines(timelines: readonly TaskTimeline[], startMs: number, textOf: LineText): Markup {
  return html`<section>
    <h2>${formatPlural(timelines.length, 'task')}, step by step</h2>
    ${timelines.map(
      ({ title, taskname, steps }) =>
        html`<article class="task-timeline">
          <h3>${title}: ${taskname}</h3>
          <ol class="steps">
            ${steps.map((step) => renderStep(step, startMs, textOf))}
          </ol>
        </article>`,
    )}
  </section>`;
}
