import { expect, test } from 'vitest';
import { CHECKS } from '../../conformance/index.ts';
import { checksAsJson, checksAsText } from './list.ts';

test('every check is listed with level, clauses, needs and what it asserts', () => {
  const listed = JSON.parse(checksAsJson());
  expect(listed).toEqual(
    CHECKS.map(({ id, level, clauses: requirements, needs, title }) => ({ id, level, requirements, needs, title })),
  );
});

test('a check has one line, or two on a narrow terminal', () => {
  const wide = checksAsText(undefined).trimEnd().split('\n');
  expect(wide).toHaveLength(CHECKS.length + 1);
  expect(wide[0]).toMatch(/^CHECK +LEVEL +CLAUSES +NEEDS +ASSERTION$/);
  expect(wide.find((line) => line.startsWith('slot-search/status '))).toMatch(
    / must +SL-\d+ +- +A search by status=free returns/,
  );
  const narrow = checksAsText(80).trimEnd().split('\n');
  expect(narrow).toHaveLength(2 * CHECKS.length + 2);
  expect(checksAsText(1000)).toBe(checksAsText(undefined));
});
