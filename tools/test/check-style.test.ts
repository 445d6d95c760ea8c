import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findArrowFunctions } from '../check-style/find-arrow-functions.ts';
import { findWords } from '../check-style/find-words.ts';

describe('findWords', () => {
  const REJECTED = [
    ['// Whoever leads writes', 'Whoever'],
    ['// A client whose connection fails', 'whose'],
    ['it was mended', 'mended'],
    ['/** So long a slave may be silent. */', '/** So long'],
    ['  // So many of them', '// So many'],
    ['# So often it is tried', '# So often'],
    ['an attempt that counts no more', 'counts no more'],
    ['the store is put to the test', 'put to the test'],
    ['const reignBegan = 1;', 'reign'],
    ['type NewReign = 1;', 'Reign'],
    ['takeBack(task)', 'takeBack'],
    ["import { x } from './carry-out.ts';", 'carry-out'],
    ['const PATIENCE_MS = 1;', 'PATIENCE'],
    ['const MOST_TASKS = 1;', 'MOST_T'],
    ['the task goes on', 'goes on'],
  ] as const;
  for (const [line, found] of REJECTED)
    test(`rejects "${found}" in ${JSON.stringify(line)} and suggests a replacement`, () => {
      const [violation, ...others] = findWords(`first line\n${line}\n`);
      assert.deepEqual(others, []);
      assert.equal(violation?.line, 2);
      assert.match(violation.message, /: write \S/);
      assert.ok(violation.message.startsWith(`"${found}"`), violation.message);
    });

  const ACCEPTED = [
    'a foreign key of a sovereign state',
    '// Some slaves reconnect so often that they are throttled.',
    'what goes on the wire',
    'amendment, recommended, ellipsis, slipstream, belling',
    'a disposable resource',
    'const mostTasks = 1;',
  ];
  for (const line of ACCEPTED) test(`accepts ${JSON.stringify(line)}`, () => assert.deepEqual(findWords(line), []));

  test('reports each line and each word', () => {
    const found = findWords('whom it mends\nplain\nwhom');
    assert.deepEqual(
      found.map(({ line, message }) => `${line} ${message.split(':')[0]}`),
      ['1 "whom"', '1 "mends"', '3 "whom"'],
    );
  });
});

describe('findArrowFunctions', () => {
  const REJECTED = [
    'const f = () => 1;',
    'export const f = (a: number, b = 2) => a + b;',
    'const f = async () => {};',
    'const f = async (a: string): Promise<void> => {};',
    'const f = a => a;',
    'const f = async a => a;',
    'const f = <Item,>(item: Item): Item => item;',
    'const f = <Item extends () => void>(item: Item) => item;',
    "const f = (separator = ')') => separator;",
    'const f = (\n  first: number,\n  { second }: { second: () => number },\n): number =>\n  first + second();',
    'export const f =\n  (a: number) =>\n  (b: number) =>\n    a + b;',
  ];
  for (const code of REJECTED)
    test(`rejects ${JSON.stringify(code)}`, () => {
      const [violation, ...others] = findArrowFunctions(`import './x.ts';\n\n${code}\n`);
      assert.deepEqual(others, []);
      assert.equal(violation?.line, 3);
      assert.match(violation.message, /"f" .* function declaration/);
    });

  const ACCEPTED = [
    'const f: Handler = () => 1;',
    'const value = (1 + 2) * 3;',
    "const value = (a as B)['c'];",
    'const value = (a) ? 1 : 2;',
    'const value = list.map((item) => item + 1);',
    'const value = { method: () => 1 };',
    'const value = call(() => 1);',
    'function f() {\n  const inner = () => 1;\n  return inner;\n}',
    'let f = () => 1;',
    'const program = `\nconst f = () => 1;\n`;',
  ];
  for (const code of ACCEPTED)
    test(`accepts ${JSON.stringify(code)}`, () => assert.deepEqual(findArrowFunctions(`${code}\n`), []));
});
