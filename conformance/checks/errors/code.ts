import { at, describeValue, textOf } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { seenErrors } from '../support/errors.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

const INVALID = ['invalid', 'structure', 'required', 'value'];
const CODES: Readonly<Record<number, readonly string[]>> = {
  400: INVALID,
  401: ['login'],
  403: ['forbidden'],
  404: ['not-found'],
  // What a 409 says is a must of its own (AP-7), and not looked at here.
  422: [...INVALID, 'business-rule', 'not-found', 'not-supported', 'processing', 'conflict'],
  429: ['throttled'],
};

export const errorCode: XisCheck = {
  id: 'errors/code',
  title: "The issue's code of an error fits its status",
  clauses: ['TR-7'],
  level: 'should',
  needs: [],
  catches: ['error-other-code'],
  async run(session) {
    const errors = (await seenErrors(session)).flatMap(({ status, body, exchangeId }) => {
      const expected = CODES[status] ?? (status >= 500 ? ['exception', 'timeout'] : undefined);
      const code = textOf(at(body, 'issue', 0, 'code'));
      return expected === undefined || code === undefined ? [] : [{ status, code, expected, exchangeId }];
    });
    if (errors.length === 0) blockCheck('no error has an OperationOutcome');
    const other = errors.find(({ code, expected }) => !expected.includes(code));
    if (!other) return satisfied(errors.length, `${errors.length} errors looked at`);
    return violated({
      subjects: errors.length,
      message: `the code of an error with status ${other.status} does not fit`,
      expected: other.expected.join(', '),
      actual: describeValue(other.code),
      path: 'issue[0].code',
      exchanges: [other.exchange],
    });
  },
};
