import type { Evidence, Place } from '@steadfast/checker/evidence';
import type { Finding, Verdict } from '@steadfast/checker/judge';
import { SECTIONS } from '@steadfast/checker/report';
import { count } from '@steadfast/checker/format';
import { openArchive, type Archive } from '../evidence/evidence-index.ts';
import { exhibitsOf } from '../evidence/select-evidence.ts';
import { anchorOf, badge, rawLines, renderFinding, violationList } from './findings.ts';
import { drawGantt } from '../gantt/draw.ts';
import { renderHead } from './header.ts';
import { html, trusted, type Markup } from './html.ts';
import { linkTo } from './links.ts';
import type { LineText } from '../read-lines.ts';
import { tellStories, type ToldStory } from '../evidence/task-timeline.ts';
import { STYLE } from './style.ts';

/** What a page needs beside evidence and verdict. */
export interface PageOptions {
  readonly title: string;
  /** What speaks against the run beside the verdict, each in a line. */
  readonly complaints: readonly string[];
  /** The text of the lines that are shown. */
  readonly textOf: LineText;
}

const sectionNames = Object.keys(SECTIONS) as Finding['section'][];

function overviewRow(finding: Finding): Markup {
  return html`<tr>
    <td>${badge(finding.status)}</td>
    <td><a href="#${anchorOf(finding)}">${finding.title}</a></td>
    <td>${finding.figures}</td>
  </tr>`;
}

function overview(findings: readonly Finding[]): Markup {
  return html`<table class="overview">
    ${findings.map(overviewRow)}
  </table>`;
}

function sectionOf(
  archive: Archive,
  findings: readonly Finding[],
  section: Finding['section'],
  textOf: LineText,
): Markup {
  const own = findings.filter((finding) => finding.section === section);
  if (own.length === 0) return html``;
  const body =
    section === 'expected'
      ? html`<table class="overview">
          ${own.map(
            (finding) =>
              html`<tr id="${anchorOf(finding)}">
                <td>${badge(finding.status)}</td>
                <td>${finding.title}</td>
                <td>${finding.figures}${violationList(finding)}</td>
              </tr>`,
          )}
        </table>`
      : own.map((finding) => renderFinding(finding, exhibitsOf(archive, finding.id), textOf));
  return html`<section>
    <h2>${SECTIONS[section]}</h2>
    ${body}
  </section>`;
}

function storySection({ title, taskname, steps }: ToldStory, originMs: number, textOf: LineText): Markup {
  return html`<article class="story">
    <h3>${title}: ${taskname}</h3>
    <ol class="steps">
      ${steps.map(
        ({ atMs, caption, places }) =>
          html`<li>
            <span class="time">${((atMs - originMs) / 1_000).toFixed(2)} s</span>
            <div>
              <span class="caption">${caption}</span> ${linkTo(places[0])}
              <details>
                <summary>the line</summary>
                ${rawLines(places, textOf)}
              </details>
            </div>
          </li>`,
      )}
    </ol>
  </article>`;
}

/** When a run began, by the earliest of its logs. */
function originOf({ evidence }: Archive['run']): number {
  return evidence.log.reduce((earliest, { atMs }) => Math.min(earliest, atMs), Infinity);
}

/** The lines of evidence whose text a page shows. */
export function placesShown(evidence: Evidence, { findings }: Verdict): Place[] {
  const archive = openArchive(evidence);
  const exhibits = findings.flatMap(({ id }) => exhibitsOf(archive, id));
  const steps = tellStories(archive).flatMap((story) => story.steps);
  return [...exhibits, ...steps].flatMap(({ places }) => places);
}

/**
 * The verdict of a run as one HTML page that needs nothing else: the findings with the lines of evidence that show
 * them, a picture of the run, and what became of two of its tasks. Pure.
 */
export function renderPage(evidence: Evidence, verdict: Verdict, options: PageOptions): string {
  const { title, textOf } = options;
  const archive = openArchive(evidence);
  const stories = tellStories(archive);
  const { findings } = verdict;
  const originMs = originOf(archive.run);
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
          ${renderHead(evidence, verdict, options)}
          <section>
            <h2>In short</h2>
            ${overview(findings.filter(({ section, status }) => section === 'asked' || status === 'broken'))}
          </section>
          <section>
            <h2>What happened</h2>
            <p class="note">
              A row for each process; time from left to right. Point at anything for its task, attempt and times.
            </p>
            ${drawGantt(archive.run)}
          </section>
          ${
            stories.length === 0
              ? undefined
              : html`<section>
                  <h2>${count(stories.length, 'task')}, step by step</h2>
                  ${stories.map((story) => storySection(story, originMs, textOf))}
                </section>`
          }
          ${sectionNames.map((section) => sectionOf(archive, findings, section, textOf))}
        </main>
      </body>
    </html> `.markup;
}
