import type { CheckResult, CheckStatus, Verdict } from './judge.ts';

/** How to render a verdict as text. */
export interface TextOptions {
  /** Columns that a line may take. */
  readonly width: number;
  readonly colour: boolean;
}

/** What the sections of a verdict are called, in their order. */
export const SECTIONS: Record<CheckResult['section'], string> = {
  asked: 'What was asked for',
  promised: 'What is promised beyond that',
  expected: 'What was expected to happen',
};

/** How a finding stands, in a sign. */
export const MARKS: Record<CheckStatus, string> = { met: '✔', broken: '✘', 'not exercised': '–' };

const COLOURS: Record<CheckStatus, string> = { met: '\u001b[32m', broken: '\u001b[31m', 'not exercised': '\u001b[33m' };
const DIM = '\u001b[2m';
const BOLD = '\u001b[1m';
const RESET = '\u001b[0m';

/** Narrower than this a line cannot be read, whatever the terminal says. */
const LEAST_WIDTH = 50;

/** Control characters, which evidence may contain, and which could steer a terminal. */
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** Breaks a text into lines of at most `width` characters, at spaces where there are any. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(CONTROL_CHARACTERS, ' ').split(' ')) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

function indented(text: string, indent: string, width: number): string[] {
  return wrap(text, width - indent.length).map((line) => indent + line);
}

/** One line of the verdict, with the evidence where it is broken. */
function renderFinding(finding: CheckResult, titleWidth: number, { width, colour }: TextOptions): string[] {
  const { status, title, how, observed, section, violations } = finding;
  const paint = (code: string, text: string): string => (colour ? `${code}${text}${RESET}` : text);
  const figuresAt = titleWidth + 6;
  const figureLines = wrap(observed, Math.max(width - figuresAt, LEAST_WIDTH / 2));
  const head = wrap(title, titleWidth);
  const beside = figuresAt + LEAST_WIDTH / 2 <= width;
  const rows = beside
    ? Array.from({ length: Math.max(head.length, figureLines.length) }, (_, row) => {
        const mark = row === 0 ? paint(COLOURS[status], MARKS[status]) : ' ';
        return `  ${mark} ${(head[row] ?? '').padEnd(titleWidth)}  ${figureLines[row] ?? ''}`.trimEnd();
      })
    : [
        ...head.map((line, row) => `  ${row === 0 ? paint(COLOURS[status], MARKS[status]) : ' '} ${line}`),
        ...indented(observed, '    ', width),
      ];
  const explained = section === 'expected' ? [] : indented(how, '      ', width).map((line) => paint(DIM, line));
  const against = violations.messages.flatMap((message) =>
    indented(`• ${message}`, '      ', width).map((line) => paint(COLOURS.broken, line)),
  );
  const more = violations.count - violations.messages.length;
  return [...rows, ...explained, ...against, ...(more > 0 ? [`      … and ${more} more`] : [])];
}

function headline({ passed, results }: Verdict): string {
  const broken = results.filter(({ status }) => status === 'broken').length;
  const idle = results.filter(({ status }) => status === 'not exercised').length;
  const exercised = idle === 0 ? '' : `; ${idle} could not be put to the test in this run (–)`;
  return passed
    ? `Verdict: all ${results.length - idle} points hold${exercised}`
    : `Verdict: ${broken} of ${results.length} points DO NOT HOLD${exercised}`;
}

/** A verdict as text for people: one point a line, how it was checked, what was counted, and what speaks against it. */
export function renderVerdict(verdict: Verdict, options: TextOptions): string {
  const width = Math.max(options.width, LEAST_WIDTH);
  const longest = Math.max(...verdict.results.map(({ title }) => title.length));
  const titleWidth = Math.min(longest, Math.floor(width / 2) - 4);
  const lines: string[] = [];
  for (const section of Object.keys(SECTIONS) as CheckResult['section'][]) {
    const findings = verdict.results.filter((finding) => finding.section === section);
    if (findings.length === 0) continue;
    lines.push(options.colour ? `${BOLD}${SECTIONS[section]}${RESET}` : SECTIONS[section]);
    for (const finding of findings) lines.push(...renderFinding(finding, titleWidth, { ...options, width }));
    lines.push('');
  }
  const head = headline(verdict);
  const painted = options.colour ? `${COLOURS[verdict.passed ? 'met' : 'broken']}${head}${RESET}` : head;
  return [...lines, painted, ''].join('\n');
}
