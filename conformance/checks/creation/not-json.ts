import { mainBooking } from '../support/booking/main.ts';
import { spoiled } from '../support/booking/spoiled.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationNotJson: XisCheck = {
  id: 'creation/not-json',
  title: 'A booking whose body is no JSON is answered with 400',
  requirements: ['AP-10'],
  level: 'should',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-not-json-500'],
  books: ['main', 'missing-parts'],
  async run(run) {
    await mainBooking(run);
    const { reply } = await spoiled(run, 'not-json');
    if (reply.status === 400) return kept(1, 'one body looked at');
    return broken({
      subjects: 1,
      message: 'a body that breaks off in the middle is not answered with 400',
      expected: '400',
      actual: reply.failure?.text ?? `${reply.status}`,
      exchanges: [reply.exchange],
    });
  },
};
