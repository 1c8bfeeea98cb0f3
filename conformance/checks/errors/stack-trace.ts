import { seenErrors } from '../support/errors.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

/** Lines of a stack, as Java, .NET, JavaScript, Python, PHP and Ruby write them. */
const STACK =
  /at [\w$.<>]{1,200}\([\w$]{1,100}\.(?:java|kt|scala):\d+\)|\) in .{1,200}:line \d+|at .{1,200}\.[cm]?[jt]s:\d+:\d+|\.py\\?", line \d+|\.php\(\d+\)|\.rb:\d+:in /;

export const errorStackTrace: XisCheck = {
  id: 'errors/stack-trace',
  title: 'Errors do not show a stack trace',
  clauses: ['TR-7'],
  level: 'advisory',
  needs: [],
  catches: ['error-shows-stack'],
  async run(session) {
    const errors = await seenErrors(session);
    const shows = errors.find(({ text }) => STACK.test(text.slice(0, 5000)));
    if (!shows) return satisfied(errors.length, `${errors.length} errors looked at`);
    return violated({
      subjects: errors.length,
      message: `an error (${shows.status}) shows where in the program it came up`,
      expected: 'no stack trace',
      actual: 'lines of a stack trace',
      exchanges: [shows.exchangeId],
    });
  },
};
