import assert from 'node:assert/strict';
import { updateTemplateArgument } from './update-transcripts.ts';

/*
 * Transcript tests, as the tests of etcd's raft use them. A transcript has one event per line; the lines indented below
 * an event are what follows from it:
 *
 *     master: assign t1#1
 *       execute t1#1
 *     t1#1 runs
 *       slave: started t1#1
 *
 * The test plays the events and compares what follows. With UPDATE=1 it writes what follows into the test file instead.
 */

/** Returns the lines of a text without trailing spaces and without blank lines. */
export function transcriptLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/**
 * Plays the events of a transcript and asserts that what follows is what the transcript says.
 *
 * With the environment variable UPDATE=1, a transcript that differs is rewritten in the test file when the process
 * exits, and the test passes. This requires that the transcript is a template literal and the first argument of the call
 * of `calledAs`: the function that the test calls.
 * @throws {AssertionError} when they differ, and were not or could not be updated
 */
export function expectTranscript(
  transcript: string,
  play: (event: string) => readonly string[],
  calledAs: (transcript: string) => void,
): void {
  const lines = transcriptLines(transcript);
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  const expected = lines.map((line) => line.slice(margin));
  const actual: string[] = [];
  for (const line of expected) {
    if (line.startsWith(' ')) continue;
    actual.push(line);
    for (const effect of play(line)) actual.push(`  ${effect}`);
  }
  if (process.env['UPDATE'] === '1' && actual.join('\n') !== expected.join('\n')) {
    updateTemplateArgument(calledAs, { before: expected, after: actual, indentation: ' '.repeat(margin) });
    return;
  }
  assert.equal(actual.join('\n'), expected.join('\n'));
}
