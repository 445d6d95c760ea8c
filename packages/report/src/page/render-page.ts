import { type CheckResult, type Evidence, type Place, SECTION_TITLES, type Verdict } from '@steadfast/checker';
import { indexEvidence, type EvidenceIndex } from '../evidence/evidence-index.ts';
import { evidenceFor } from '../evidence/select-evidence.ts';
import { selectTimelines } from '../evidence/task-timeline.ts';
import { drawGantt } from '../gantt/draw-gantt.ts';
import type { LineText } from '../read-lines.ts';
import { anchorOf, renderBadge, renderCheckResult, renderViolations } from './check-results.ts';
import { renderHeader, type HeaderOptions } from './header.ts';
import { html, trusted, type Markup } from './html.ts';
import { STYLE } from './style.ts';
import { renderTimelines } from './timelines.ts';

/** What a page contains besides evidence and verdict. */
export interface PageOptions extends HeaderOptions {
  /** Returns the text of a cited line. */
  readonly textOf: LineText;
}

const SECTIONS = Object.keys(SECTION_TITLES) as CheckResult['section'][];

function renderOverview(results: readonly CheckResult[]): Markup {
  return html`<table class="overview">
    ${results.map(
      (result) =>
        html`<tr>
          <td>${renderBadge(result.status)}</td>
          <td><a href="#${anchorOf(result)}">${result.title}</a></td>
          <td>${result.observed}</td>
        </tr>`,
    )}
  </table>`;
}

/** Renders expected metrics, which need neither an explanation nor evidence. */
function renderCoverage(results: readonly CheckResult[]): Markup {
  return html`<table class="overview">
    ${results.map(
      (result) =>
        html`<tr id="${anchorOf(result)}">
          <td>${renderBadge(result.status)}</td>
          <td>${result.title}</td>
          <td>${result.observed}${renderViolations(result)}</td>
        </tr>`,
    )}
  </table>`;
}

function renderSection(
  index: EvidenceIndex,
  allResults: readonly CheckResult[],
  section: CheckResult['section'],
  textOf: LineText,
): Markup | undefined {
  const results = allResults.filter((result) => result.section === section);
  if (results.length === 0) return undefined;
  return html`<section>
    <h2>${SECTION_TITLES[section]}</h2>
    ${
      section === 'coverage'
        ? renderCoverage(results)
        : results.map((result) => renderCheckResult(result, evidenceFor(index, result.id), textOf))
    }
  </section>`;
}

/** Returns when a run started, according to its logs. */
function startOf({ evidence }: EvidenceIndex['run']): number {
  return evidence.log.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Infinity);
}

/** Returns the lines that a page cites. */
export function citedPlaces(evidence: Evidence, { results }: Verdict): Place[] {
  const index = indexEvidence(evidence);
  const items = results.flatMap(({ id }) => evidenceFor(index, id));
  const steps = selectTimelines(index).flatMap((timeline) => timeline.steps);
  return [...items, ...steps].flatMap(({ places }) => places);
}

/**
 * Renders the verdict of a run as a self-contained HTML page: the results with their evidence, a chart of the run, and
 * the timelines of two of its tasks. Pure.
 */
export function renderPage(evidence: Evidence, verdict: Verdict, options: PageOptions): string {
  const { title, textOf } = options;
  const index = indexEvidence(evidence);
  const timelines = selectTimelines(index);
  const { results } = verdict;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${renderHeader(evidence, verdict, options)}
          <section>
            <h2>Summary</h2>
            ${renderOverview(results.filter(({ section, status }) => section === 'requirement' || status === 'failed'))}
          </section>
          <section>
            <h2>Timeline</h2>
            <p class="note">One row per process. Hover over a bar for its task, attempt and times.</p>
            ${drawGantt(index.run)}
          </section>
          ${timelines.length === 0 ? undefined : renderTimelines(timelines, startOf(index.run), textOf)}
          ${SECTIONS.map((section) => renderSection(index, results, section, textOf))}
        </main>
      </body>
    </html> `.markup;
}
