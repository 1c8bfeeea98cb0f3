import { cancelledByAnother } from '../support/booking/taken.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationAnotherPatient: XisCheck = {
  id: 'cancellation/another-patient',
  title: "Another patient's appointment cannot be cancelled: 403",
  clauses: ['CN-4'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  catches: ['cancel-any-patient'],
  books: ['taken', 'conflict'],
  async run(session) {
    const { status, failure, exchangeId } = await cancelledByAnother(session);
    if (status === 403) return satisfied(1, 'one cancellation looked at');
    return violated({
      subjects: 1,
      message: "a cancellation with another patient's BSN is not answered with 403",
      expected: '403',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchangeId],
    });
  },
};
