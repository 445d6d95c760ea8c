import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryData } from '../../src/store/memory-data.ts';
import { newDocument, startMaster } from './scripted-master.ts';

test('a new leader logs a hundred documents with an assignment that no master made, and the number of the others', () => {
  const data = createMemoryData();
  for (let index = 1; index <= 150; index += 1) {
    const assignment = { host: `slave${index}` };
    data.tasks.set(`t${index}`, { ...newDocument(`t${index}`), state: 'running', assignment });
  }
  const master = startMaster({ data, holds: [] });
  const lines = master.play('3000 ms pass').filter((line) => line.includes('task.ignored'));
  assert.equal(lines.length, 101);
  assert.equal(lines.at(-1), 'log task.ignored');
});
