import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandProblems, isCheckable } from './support/find-problems.ts';
import { headingAnchors, linkTargets, parseMarkdown } from './support/markdown.ts';
import { parseShell } from './support/shell.ts';

describe('parseShell', () => {
  const CASES: readonly (readonly [script: string, ...commands: string[][]])[] = [
    ['make demo    # a comment', ['make', 'demo']],
    ['make a && make b; make c | sort', ['make', 'a'], ['make', 'b'], ['make', 'c'], ['sort']],
    [`grpcurl -d '{"a": "b # c"}' "x y"`, ['grpcurl', '-d', '{"a": "b # c"}', 'x y']],
    ['npx a \\\n  --name b', ['npx', 'a', '--name', 'b']],
    ['UPDATE=1 node a.ts', ['node', 'a.ts']],
    ['kill $(cat a/pid) 2>/dev/null >b', ['kill', '$(cat a/pid)']],
    ["cat <<'END' >file\nmake nothing\nEND\nmake c", ['cat'], ['make', 'c']],
    ['for x in a b; do\n  make $x\ndone', ['make', '$x']],
    ['sudo -u steadfast npx a &', ['npx', 'a']],
  ];
  for (const [script, ...commands] of CASES)
    test(`parses ${JSON.stringify(script)}`, () =>
      assert.deepEqual(
        parseShell(script).map(({ words }) => words),
        commands,
      ));

  test('returns the line and the variables of each command', () =>
    assert.deepEqual(parseShell('\nA=1 B="2 3" make x\n\nmake y'), [
      { environment: { A: '1', B: '2 3' }, words: ['make', 'x'], line: 2 },
      { environment: {}, words: ['make', 'y'], line: 4 },
    ]));
});

describe('commandProblems', () => {
  const REJECTED = [
    ['make fly', 'there is no target fly'],
    ['make demo TASK=3', 'make help does not mention TASK= for demo'],
    ['npx steadfast-leader', 'package.json has no program steadfast-leader'],
    ['npx steadfast-slave --masters a:1', 'there is no option --masters'],
    ['bin/steadfast leader', 'package.json has no program steadfast-leader'],
    ['bin/steadfast slave --masters a:1', 'there is no option --masters'],
    ['npm run fly', 'package.json has no script fly'],
    ['node_modules/.bin/node packages/slaves/src/main.ts', 'there is no file packages/slaves/src/main.ts'],
    ['node_modules/.bin/node packages/slave/src/main.ts --masters=a', 'there is no option --masters'],
    ['grpcurl a:1 steadfast.v1.InspectorService/Get', 'no master offers steadfast.v1.InspectorService/Get'],
    [
      `grpcurl -d '{"task":1}' a:1 steadfast.v1.InspectorService/ListTasks`,
      'the request of steadfast.v1.InspectorService/ListTasks has no field task',
    ],
    ['grpcurl --plain a:1 list', 'there is no option --plain'],
  ] as const;
  for (const [script, problem] of REJECTED)
    test(`rejects ${script}`, () => {
      const [command] = parseShell(script);
      assert.ok(command !== undefined && isCheckable(command));
      assert.deepEqual(commandProblems(command), [problem]);
    });

  const ACCEPTED = [
    'make demo TASKS=3 KILLS=off',
    'make TARGET',
    'npx steadfast-check .steadfast/demo/latest --json',
    'npm test',
    'npm install --package-lock-only',
    "node --test 'packages/slave/test/**/*.test.ts'",
    'grpcurl -plaintext a:1 describe steadfast.v1.InspectorService',
    `grpcurl -d '{"service":"a"}' a:1 grpc.health.v1.Health/Check`,
  ];
  for (const script of ACCEPTED)
    test(`accepts ${script}`, () => assert.deepEqual(parseShell(script).flatMap(commandProblems), []));
});

describe('parseMarkdown', () => {
  const DOCUMENT = parseMarkdown(
    'a.md',
    [
      '# A `b` [c](d)!',
      '## Same',
      '',
      '- x',
      '  ```sh',
      '  make',
      '    y',
      '  ```',
      '[e](f.md#g) `[h](i)`',
      '## Same',
    ].join('\n'),
  );

  test('returns the code blocks without their indentation', () =>
    assert.deepEqual(DOCUMENT.blocks, [{ language: 'sh', line: 6, text: 'make\n  y' }]));

  test('keeps the line numbers of links, and finds none in code', () =>
    assert.deepEqual(linkTargets(DOCUMENT), [
      { line: 1, text: 'd' },
      { line: 9, text: 'f.md#g' },
    ]));

  test('makes a unique anchor for each heading', () =>
    assert.deepEqual([...headingAnchors(DOCUMENT)], ['a-b-c', 'same', 'same-1']));

  test('rejects a code block that does not end', () =>
    assert.throws(() => parseMarkdown('a.md', '```sh\nmake'), /a\.md:2/));
});
