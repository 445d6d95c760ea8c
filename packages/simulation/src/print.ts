/** Takes one line of output, without its line break. */
export type Print = (line: string) => void;

/** Prints a line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Ignores a line: used for the progress lines of a run that prints JSON. */
export function discard(): void {}
