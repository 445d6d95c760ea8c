import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { closeLog, openLog, type LogRotation } from '@steadfast/runtime';

const folder = mkdtempSync(join(tmpdir(), 'steadfast-rotation-'));
after(() => rmSync(folder, { recursive: true }));

/** Logs numbered lines of about 1,100 bytes each, and returns the folder of the files. */
async function logLines(name: string, rotation: LogRotation, from: number, through: number): Promise<string> {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const logger = openLog({ level: 'info', file: join(directory, 'a.log'), rotation });
  for (let number = from; number <= through; number += 1)
    logger.info(`${number} ${'x'.repeat(1_000)}`, { event: 'test' });
  await closeLog(logger);
  return directory;
}

/** Returns the numbers of the lines in a file. */
function numbersIn(directory: string, file: string): number[] {
  const lines = readFileSync(join(directory, file), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => Number.parseInt((JSON.parse(line) as { message: string }).message, 10));
}

describe('a log file with a maximum size', () => {
  test('is renamed before it exceeds the maximum, and the oldest file is dropped', async () => {
    const directory = await logLines('bounded', { maxBytes: 2_500, maxFiles: 2 }, 1, 9);
    assert.deepEqual(readdirSync(directory).sort(), ['a.log', 'a.log.1', 'a.log.2']);
    assert.deepEqual(numbersIn(directory, 'a.log.2'), [5, 6]);
    assert.deepEqual(numbersIn(directory, 'a.log.1'), [7, 8]);
    assert.deepEqual(numbersIn(directory, 'a.log'), [9]);
  });

  test('counts what earlier processes have written to it', async () => {
    const rotation = { maxBytes: 2_500, maxFiles: 5 };
    await logLines('continued', rotation, 1, 1);
    const directory = await logLines('continued', rotation, 2, 3);
    assert.deepEqual(numbersIn(directory, 'a.log.1'), [1, 2]);
    assert.deepEqual(numbersIn(directory, 'a.log'), [3]);
  });

  test('takes a line that is longer than the maximum', async () => {
    const directory = await logLines('long', { maxBytes: 10, maxFiles: 1 }, 1, 2);
    assert.deepEqual(numbersIn(directory, 'a.log.1'), [1]);
    assert.deepEqual(numbersIn(directory, 'a.log'), [2]);
  });

  test('loses no line if it cannot be renamed', async () => {
    const directory = await logLines('stuck', { maxBytes: 2_500, maxFiles: 1 }, 1, 1);
    // A folder that is not empty cannot be replaced by a file, not even by root.
    mkdirSync(join(directory, 'a.log.1'));
    writeFileSync(join(directory, 'a.log.1', 'x'), '');
    await logLines('stuck', { maxBytes: 2_500, maxFiles: 1 }, 2, 9);
    assert.deepEqual(numbersIn(directory, 'a.log'), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('is never renamed if the maximum is 0', async () => {
    const directory = await logLines('unbounded', { maxBytes: 0, maxFiles: 1 }, 1, 20);
    assert.deepEqual(readdirSync(directory), ['a.log']);
  });
});
