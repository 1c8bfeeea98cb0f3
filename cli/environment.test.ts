import { expect, test } from 'vitest';
import { checkEnvironment } from './environment.ts';

test('a variable that is spelled wrong is an error with the one that is like it', () => {
  expect(() => checkEnvironment({ XIS_TESTKIT_PROT: '1', PATH: '' })).toThrow(
    'unknown environment variable XIS_TESTKIT_PROT; did you mean XIS_TESTKIT_PORT?',
  );
  expect(() => checkEnvironment({ XIS_TESTKIT_QQQQQQQQQQQQQQQQQQQQQ: '1' })).toThrow(/; known variables: XIS_TESTKIT_/);
  expect(() => checkEnvironment({ XIS_TESTKIT_PORT: '1' })).not.toThrow();
});
