/** Passes on how far an attempt is. */
export interface ProgressReporter {
  /** Ignores a fraction that is not finite, and a text that is none: handlers need not be typed. */
  readonly report: (fraction: number, text?: unknown) => void;
  /** Drops what has not been passed on. Later reports are ignored. */
  readonly end: () => void;
}

/** Minimum time between two reports: ten a second are enough for a display. */
const INTERVAL_MS = 100;

/** Maximum length of the text, in characters. */
export const MAX_PROGRESS_TEXT = 200;

/** Creates a reporter that passes on the latest progress, at most once every INTERVAL_MS. */
export function createProgressReporter(send: (fraction: number, text: string) => void): ProgressReporter {
  let latest: readonly [fraction: number, text: string] | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;
  const flush = (): void => {
    timer = null;
    if (latest === null) return;
    send(...latest);
    latest = null;
    timer = setTimeout(flush, INTERVAL_MS).unref();
  };
  return {
    report: (fraction, text = '') => {
      if (isOver || !Number.isFinite(fraction)) return;
      latest = [Math.min(1, Math.max(0, fraction)), typeof text === 'string' ? text.slice(0, MAX_PROGRESS_TEXT) : ''];
      if (timer === null) flush();
    },
    end: () => {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
