import type { CheckResult, CheckStatus, Verdict } from './verdict.ts';
import { wrapText } from './wrap-text.ts';

/** How to render a verdict as text. */
export interface VerdictTextOptions {
  /** Maximum length of a line, in columns. */
  readonly width: number;
  readonly colour: boolean;
}

/** The titles of the sections of a verdict, in order. */
export const SECTION_TITLES: Record<CheckResult['section'], string> = {
  requirement: 'Requirements',
  guarantee: 'Additional guarantees',
  coverage: 'Coverage of this run',
};

/** A mark for each status. */
export const STATUS_MARKS: Record<CheckStatus, string> = { passed: '✔', failed: '✘', 'not exercised': '–' };

const COLOURS: Record<CheckStatus, string> = {
  passed: '\u001b[32m',
  failed: '\u001b[31m',
  'not exercised': '\u001b[33m',
};
const DIM = '\u001b[2m';
const BOLD = '\u001b[1m';
const RESET = '\u001b[0m';

/** Narrower columns are unreadable, whatever the width of the terminal. */
const MIN_WIDTH = 50;

function indented(text: string, indent: string, width: number): string[] {
  return wrapText(text, width - indent.length).map((line) => indent + line);
}

/** Renders a result: its title, what was observed, how it was checked, and its violations. */
function renderResult(result: CheckResult, titleWidth: number, { width, colour }: VerdictTextOptions): string[] {
  const { status, title, how, observed, section, violations } = result;
  const paint = (code: string, text: string): string => (colour ? `${code}${text}${RESET}` : text);
  const observedAt = titleWidth + 6;
  const observedLines = wrapText(observed, Math.max(width - observedAt, MIN_WIDTH / 2));
  const titleLines = wrapText(title, titleWidth);
  const sideBySide = observedAt + MIN_WIDTH / 2 <= width;
  const rows = sideBySide
    ? Array.from({ length: Math.max(titleLines.length, observedLines.length) }, (_, row) => {
        const mark = row === 0 ? paint(COLOURS[status], STATUS_MARKS[status]) : ' ';
        return `  ${mark} ${(titleLines[row] ?? '').padEnd(titleWidth)}  ${observedLines[row] ?? ''}`.trimEnd();
      })
    : [
        ...titleLines.map((line, row) => `  ${row === 0 ? paint(COLOURS[status], STATUS_MARKS[status]) : ' '} ${line}`),
        ...indented(observed, '    ', width),
      ];
  const explanation = section === 'coverage' ? [] : indented(how, '      ', width).map((line) => paint(DIM, line));
  const messages = violations.messages.flatMap((message) =>
    indented(`• ${message}`, '      ', width).map((line) => paint(COLOURS.failed, line)),
  );
  const more = violations.count - violations.messages.length;
  return [...rows, ...explanation, ...messages, ...(more > 0 ? [`      … and ${more} more`] : [])];
}

function headline({ passed, results }: Verdict): string {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const notExercised = results.filter(({ status }) => status === 'not exercised').length;
  const remark = notExercised === 0 ? '' : `; ${notExercised} not exercised by this run (–)`;
  return passed
    ? `Verdict: all ${results.length - notExercised} checks passed${remark}`
    : `Verdict: ${failed} of ${results.length} checks FAILED${remark}`;
}

/** Renders a verdict as text for people. */
export function renderVerdict(verdict: Verdict, options: VerdictTextOptions): string {
  const width = Math.max(options.width, MIN_WIDTH);
  const longestTitle = Math.max(...verdict.results.map(({ title }) => title.length));
  const titleWidth = Math.min(longestTitle, Math.floor(width / 2) - 4);
  const lines: string[] = [];
  for (const section of Object.keys(SECTION_TITLES) as CheckResult['section'][]) {
    const results = verdict.results.filter((result) => result.section === section);
    if (results.length === 0) continue;
    lines.push(options.colour ? `${BOLD}${SECTION_TITLES[section]}${RESET}` : SECTION_TITLES[section]);
    for (const result of results) lines.push(...renderResult(result, titleWidth, { ...options, width }));
    lines.push('');
  }
  const last = wrapText(headline(verdict), width).map((line) =>
    options.colour ? `${COLOURS[verdict.passed ? 'passed' : 'failed']}${line}${RESET}` : line,
  );
  return [...lines, ...last, ''].join('\n');
}

/** Renders problems that the checks cannot know of, and that the run failed because of them; nothing without any. */
export function renderProblems(problems: readonly string[], { width, colour }: VerdictTextOptions): string[] {
  if (problems.length === 0) return [];
  const lines = problems.flatMap((problem) => wrapText(`${STATUS_MARKS.failed} ${problem}`, width, '  '));
  return [...lines, 'This run FAILED.', ''].map((line) =>
    colour && line !== '' ? `${COLOURS.failed}${line}${RESET}` : line,
  );
}
