import { PROMISES } from '@steadfast/invariants';
import { formatCount, formatPlural } from '@steadfast/runtime/format';
import { discard, type Print } from '../print.ts';
import type { Screen } from '../status-line.ts';
import type { CampaignLimits } from './campaign-limits.ts';
import { checkCoverage, MIN_CHECKED_WORLDS, type Coverage } from './coverage.ts';
import type { DriverMode } from './plan-of-seed.ts';
import { createProgress } from './progress.ts';
import { reportFailure, failureReportAsJson, type FailureReport } from './report-failure.ts';
import { renderReport, reportAsJson } from './report/report.ts';
import { runCampaign, type Campaign } from './run-campaign.ts';

/** What the command gets from the process that it runs in. */
export interface CommandContext {
  readonly print: Print;
  /** Where progress is shown. */
  readonly screen: Screen;
  /** Prints one JSON document at the end, and nothing else. */
  readonly json: boolean;
  /** Ends the campaign early. */
  readonly signal: AbortSignal;
}

const DRIVERS: Record<DriverMode, string> = {
  on: ', all with the real drivers',
  off: ', none with the real drivers',
  half: '',
};

function introduction({ from, worlds, seconds, drivers, workers }: CampaignLimits): string {
  const threads = formatPlural(workers, 'thread');
  return worlds === null
    ? `Simulating worlds from seed ${from} for ${formatCount(seconds)} s on ${threads}${DRIVERS[drivers]}.`
    : `Simulating ${formatPlural(worlds, 'world')} from seed ${from} on ${threads}${DRIVERS[drivers]}.`;
}

function coverageLines({ expected, missing }: Coverage): string[] {
  if (expected === 0) return [`Coverage not checked: fewer than ${MIN_CHECKED_WORLDS} worlds.`];
  if (missing.length === 0) return [`Coverage: all ${expected} expected events occurred.`];
  return [
    `COVERAGE TOO LOW: ${missing.length} of ${expected} expected events never occurred:`,
    ...missing.map((counter) => `  ${counter}`),
  ];
}

function verdictLines({ failure, totals: { worlds } }: Campaign, coverage: Coverage): string[] {
  if (failure !== null) return [];
  const promises = Object.keys(PROMISES).length;
  return [`All ${promises} promises were kept in ${formatPlural(worlds, 'world')}.`, ...coverageLines(coverage)];
}

function asJson(campaign: Campaign, coverage: Coverage, report: FailureReport | null): string {
  const failure = report === null ? null : failureReportAsJson(report);
  return JSON.stringify({ kept: failure === null, failure, coverage, ...reportAsJson(campaign) }, null, 2);
}

/**
 * Runs a campaign and prints its report. Returns whether every promise was kept, and enough happened for that to be
 * meaningful.
 */
export async function runCampaignCommand(
  limits: CampaignLimits,
  { print, screen, json, signal }: CommandContext,
): Promise<boolean> {
  const printLine = json ? discard : print;
  printLine(introduction(limits));
  const { progress, clear } = createProgress(limits, screen);
  const campaign = await runCampaign(limits, { signal, progress });
  clear();
  if (campaign.interrupted) printLine('Interrupted; results so far:');
  for (const line of ['', ...renderReport(campaign), '']) printLine(line);
  const coverage = checkCoverage(campaign.totals);
  for (const line of verdictLines(campaign, coverage)) printLine(line);
  const report =
    campaign.failure === null ? null : await reportFailure(campaign.failure, limits.drivers, signal, printLine);
  if (json) print(asJson(campaign, coverage, report));
  return report === null && coverage.missing.length === 0;
}
