import type { CreatedAppointment } from '../../bookings/booking.ts';
import { codingsOf, isSame } from '../../read/coding.ts';
import { at, describeValue, textOf } from '../../read/json.ts';
import { eachCreated, type Wrong } from '../support/booking/each-created.ts';
import type { XisCheck } from '../xis-check.ts';

/** AP-3, of an appointment that was just made. */
const STATUSES = ['proposed', 'booked'];

export const creationContent: XisCheck = {
  id: 'creation/content',
  title: 'The appointment in the answer has a status, and the comment and service category that were asked',
  clauses: ['AP-3', 'AP-5'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-drops-comment'],
  books: ['main'],
  async run(session) {
    return eachCreated(session, look);
  },
};

function look({ request: asked }: CreatedAppointment, body: unknown): Wrong | undefined {
  const { comment, type } = asked;
  const wrong = (path: string, expected: string, actual: string): Wrong => ({
    message: `the appointment in the answer has not the ${path} that was asked`,
    expected,
    actual,
    path,
  });
  const status = textOf(at(body, 'status'));
  if (!STATUSES.includes(status ?? '')) return wrong('status', STATUSES.join(' or '), describeValue(status));
  // A XIS may add to it or format it; the mark that we have put into it has to be there.
  const stored = at(body, 'comment');
  if (textOf(stored)?.includes(asked.id) !== true) {
    return wrong('comment', `the comment of ${comment.length} characters`, describeValue(stored));
  }
  const codings = codingsOf(at(body, 'serviceCategory'));
  if (!codings.some((coding) => isSame(coding, type))) {
    const seen = codings.map(({ code }) => code).join(', ');
    return wrong('serviceCategory', type.code, seen === '' ? describeValue(at(body, 'serviceCategory')) : seen);
  }
  return undefined;
}
