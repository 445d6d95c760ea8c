import { type CheckResult, type Evidence, type Place, SECTION_TITLES, type Verdict } from '@steadfast/checker';
import { indexEvidence, type EvidenceIndex } from '../evidence/evidence-index.ts';
import { evidenceFor } from '../evidence/select-evidence.ts';
import { selectTimelines } from '../evidence/task-timeline.ts';
import { drawGantt } from '../gantt/draw-gantt.ts';
import type { LineText } from '../read-lines.ts';
import { anchorOf, renderBadge, renderCheckResult, renderViolations } from './check-results.ts';
import { renderHeader, type HeaderOptions } from './header.ts';
import { html, trusted, type Markup } from './html.ts';
import { placesIn } from './links.ts';
import { renderQuotes, withContext } from './quotes.ts';
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
function renderCoverage(results: readonly CheckResult[], textOf: LineText): Markup {
  return html`<table class="overview">
    ${results.map(
      (result) =>
        html`<tr id="${anchorOf(result)}">
          <td>${renderBadge(result.status)}</td>
          <td>${result.title}</td>
          <td>${result.observed}${renderViolations(result, textOf)}</td>
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
        ? renderCoverage(results, textOf)
        : results.map((result) => renderCheckResult(result, evidenceFor(index, result.id), textOf))
    }
  </section>`;
}

/** Returns the lines that a page cites as evidence, or names in violations and problems. */
function citedPlaces(index: EvidenceIndex, { results }: Verdict, problems: readonly string[]): Place[] {
  const items = results.flatMap(({ id }) => evidenceFor(index, id));
  const steps = selectTimelines(index).flatMap((timeline) => timeline.steps);
  const messages = [...results.flatMap(({ violations }) => violations.messages), ...problems];
  return [...[...items, ...steps].flatMap(({ places }) => places), ...messages.flatMap(placesIn)];
}

/** Returns the lines that a page quotes: those that it cites, and their neighbours. */
export function quotedPlaces(evidence: Evidence, verdict: Verdict, problems: readonly string[]): Place[] {
  return withContext(citedPlaces(indexEvidence(evidence), verdict, problems));
}

/**
 * Renders the verdict of a run as a self-contained HTML page: the results with their evidence, a chart of the run, and
 * the timelines of two of its tasks. Pure.
 */
export function renderPage(evidence: Evidence, verdict: Verdict, options: PageOptions): string {
  const { title, textOf, problems } = options;
  const index = indexEvidence(evidence);
  const originMs = verdict.summary.startedAtMs;
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
          ${renderHeader(evidence, verdict, options, textOf)}
          <section>
            <h2>Summary</h2>
            ${renderOverview(results.filter(({ section, status }) => section === 'requirement' || status === 'failed'))}
          </section>
          <section>
            <h2>Timeline</h2>
            ${drawGantt(index.run, originMs)}
          </section>
          ${timelines.length === 0 ? undefined : renderTimelines(timelines, originMs ?? 0, textOf)}
          ${SECTIONS.map((section) => renderSection(index, results, section, textOf))}
          ${renderQuotes(citedPlaces(index, verdict, problems), textOf)}
        </main>
      </body>
    </html> `.markup;
}
