/** A word or phrase that is never right in this repository, and what to write instead. */
export interface AvoidedWord {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Creates an entry that matches whole words, ignoring case. */
function word(pattern: string, instead: string): AvoidedWord {
  return { pattern: new RegExp(`\\b(?:${pattern})\\b`, 'iu'), instead };
}

/** Creates an entry that also matches within identifiers: `pattern` is used as it is, ignoring case. */
function part(pattern: string, instead: string): AvoidedWord {
  return { pattern: new RegExp(pattern, 'iu'), instead };
}

/** Phrases that a native speaker would not use in technical documentation. */
const PHRASES: readonly AvoidedWord[] = [
  word('who(?:so)?ever|whom(?:ever)?', 'a noun: the process, the caller, the slave that ...'),
  word('whose', 'a phrase with "with", "if its" or "of which"'),
  word('(?:there|where|here)(?:of|in|upon|to)', 'a phrase with "which", "this" or "it"'),
  word('mend(?:s|ed|ing)?', 'fix, repair'),
  word('counts? no more', 'is stale'),
  word('(?:puts?|putting) to the test', 'exercise, check, test'),
  word('go(?:es|ing)? on(?! the\\b)', 'continue, resume'),
  word('lets? go(?: of)?', 'drop, release, disconnect'),
  word('hears? of', 'learn of, detect, notice'),
  word('ask(?:s|ed)? for', 'request, require'),
  word('amiss', 'wrong'),
  word('anew', 'again'),
  word('beside', 'next to, besides, in addition to'),
  word('for ever', 'forever, indefinitely'),
  word('in vain', 'without success'),
  word('again and again', 'repeatedly'),
  word('lest', 'so that ... not'),
  word('taken for dead', 'considered dead'),
  word('slips?', 'bug; injected bug (mutant)'),
  word('doctored|doctors?|doctoring', 'tampered, tamper'),
  {
    pattern: /(?:\/\/|\/?\*+|^\s*#+)\s*So (?:long|often|many|much)\b/u,
    instead: 'state what the value is: "Maximum time ...", "Number of ..."',
  },
];

/** Names for which the repository has another word. */
const NAMES: readonly AvoidedWord[] = [
  part('(?<!fo|sove)reign', 'epoch (the number), leadership (the state)'),
  part('take_?back', 'revoke'),
  part('excuse_?slave', 'extendRecoveryGrace'),
  part('narrat', 'format, log'),
  part('carry[-_]?out', 'execute'),
  part('hit-?life', 'outage target'),
  part('disposable-?credentials', 'closable credentials'),
  part('appender', 'group commit'),
  part('exhibit', 'evidence'),
  word('happenings', 'events'),
  word('deeds?', 'fault action'),
  word('bell', 'task watch'),
  word('pursu(?:e|es|ed|ing)', 'advance'),
  { pattern: /\bPATIENCE/u, instead: 'TIMEOUT_MS, DEADLINE_MS' },
  { pattern: /\bLOOK_MS\b/u, instead: 'POLL_MS' },
  { pattern: /\bMOST_[A-Z]/u, instead: 'MAX_...' },
  { pattern: /\bLEAST_[A-Z]/u, instead: 'MIN_...' },
];

/** Everything that `make lint` rejects, with its replacement. CONTRIBUTING.md explains the rules behind the list. */
export const AVOIDED_WORDS: readonly AvoidedWord[] = [...PHRASES, ...NAMES];
