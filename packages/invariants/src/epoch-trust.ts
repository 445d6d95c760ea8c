/*
 * Which epochs a slave must believe, as documented for its operators. It leaves masters of lower epochs, which have been
 * deposed, and yet a false master must not keep it from the true ones.
 */

/** The highest plausible epoch is this far above the highest one that the slave believes. */
export const MAX_EPOCH_JUMP = 1_000_000_000;

/** After this many masters of lower epochs in a row, a slave that runs nothing forgets the highest epoch. */
export const LOWER_EPOCHS_UNTIL_FORGOTTEN = 30;

/** What a slave knows about epochs. */
export interface EpochTrust {
  /** The highest epoch that it has believed; 0 before the first, and once it was forgotten. */
  readonly highest: number;
  /** The number of masters of lower epochs in a row. */
  readonly lowerInRow: number;
}

/** What a slave knows that has just started. */
export const NO_EPOCH_SEEN: EpochTrust = { highest: 0, lowerInRow: 0 };

/** What a slave must do with the epoch of a master that welcomes it, and what it knows afterwards. */
export interface EpochJudgement {
  /** `forgotten`: it is the last lower epoch before the highest is forgotten; this master is left all the same. */
  readonly verdict: 'believed' | 'implausible' | 'lower' | 'forgotten';
  readonly trust: EpochTrust;
}

/** Returns what a slave must do with the epoch of a master that welcomes it. */
export function judgeEpoch(trust: EpochTrust, epoch: number, runsTask: boolean): EpochJudgement {
  const { highest, lowerInRow } = trust;
  if (epoch > highest + MAX_EPOCH_JUMP) return { verdict: 'implausible', trust };
  if (epoch >= highest) return { verdict: 'believed', trust: { highest: epoch, lowerInRow: 0 } };
  if (lowerInRow + 1 >= LOWER_EPOCHS_UNTIL_FORGOTTEN && !runsTask)
    return { verdict: 'forgotten', trust: NO_EPOCH_SEEN };
  return { verdict: 'lower', trust: { highest, lowerInRow: lowerInRow + 1 } };
}
