import { mainBooking } from '../support/booking/main.ts';
import { spoiled } from '../support/booking/spoiled.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationNotJson: XisCheck = {
  id: 'creation/not-json',
  title: 'A booking whose body is no JSON is answered with 400',
  clauses: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-not-json-500'],
  books: ['main', 'missing-parts'],
  async run(session) {
    await mainBooking(session);
    const { response } = await spoiled(session, 'not-json');
    if (response.status === 400) return satisfied(1, 'one body looked at');
    return violated({
      subjects: 1,
      message: 'a body that breaks off in the middle is not answered with 400',
      expected: '400',
      actual: response.failure?.text ?? `${response.status}`,
      exchanges: [response.exchangeId],
    });
  },
};
