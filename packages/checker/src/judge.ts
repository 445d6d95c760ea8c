import type { Section } from './check.ts';
import { CLAIMS } from './catalogue.ts';
import type { Evidence } from './evidence.ts';
import type { Bounds, Expectations } from './expectations.ts';
import { countFigures, FIGURES, type FigureName, type Figures } from './metrics.ts';
import { arrange } from './run.ts';
import type { Violations } from './violations.ts';

/** How a line of the verdict stands: it holds, it does not, or nothing happened that could have shown. */
export type Status = 'met' | 'broken' | 'not exercised';

/** One line of the verdict. */
export interface Finding {
  readonly id: string;
  /** What it belongs to; `expected`: that enough, and not too much, happened. */
  readonly section: Section | 'expected';
  readonly title: string;
  /** How it was checked, in one sentence. */
  readonly how: string;
  readonly status: Status;
  /** What was counted, in a few words. */
  readonly figures: string;
  readonly violations: Violations;
}

/** What a run was found to be. */
export interface Verdict {
  /** True when no line is broken. */
  readonly met: boolean;
  readonly findings: readonly Finding[];
  readonly figures: Figures;
}

function boundsText({ least, most }: Bounds): string {
  if (least !== undefined && most !== undefined) return least === most ? `exactly ${least}` : `${least} to ${most}`;
  return least === undefined ? `at most ${most ?? 'any'}` : `at least ${least}`;
}

/** Decides whether enough, and not too much, happened in one respect. */
function weigh(name: FigureName, bounds: Bounds, figure: number): Finding {
  const met = figure >= (bounds.least ?? -Infinity) && figure <= (bounds.most ?? Infinity);
  const wanted = boundsText(bounds);
  const extent = figure < (bounds.least ?? -Infinity) ? 'too little happened' : 'too much happened';
  return {
    id: name,
    section: 'expected',
    title: FIGURES[name],
    how: `counted; expected ${wanted}`,
    status: met ? 'met' : 'broken',
    figures: `${figure}, expected ${wanted}`,
    violations: met
      ? { count: 0, messages: [] }
      : { count: 1, messages: [`${extent}: ${FIGURES[name]}: ${figure}, expected ${wanted}`] },
  };
}

/**
 * Decides every requirement and every promise for a run, and whether as much happened in it as was expected. Pure, and
 * linear in the evidence.
 */
export function judge(evidence: Evidence, expectations: Expectations): Verdict {
  const run = arrange(evidence);
  const figures = countFigures(run);
  const claims = CLAIMS.map(({ id, section, title, how, judge: decide }): Finding => {
    const { exercised, figures: counted, violations } = decide(run, expectations);
    const untouched = exercised ? 'met' : 'not exercised';
    return {
      id,
      section,
      title,
      how,
      status: violations.count > 0 ? 'broken' : untouched,
      figures: counted,
      violations,
    };
  });
  const expected = Object.entries(expectations.figures).map(([name, bounds]) =>
    weigh(name as FigureName, bounds, figures[name as FigureName]),
  );
  const findings = [...claims, ...expected];
  return { met: findings.every(({ status }) => status !== 'broken'), findings, figures };
}
