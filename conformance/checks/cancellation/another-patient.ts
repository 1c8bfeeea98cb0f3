import { cancelledByAnother } from '../support/booking/taken.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const cancellationAnotherPatient: XisCheck = {
  id: 'cancellation/another-patient',
  title: "Another patient's appointment cannot be cancelled: 403",
  requirements: ['CN-4'],
  level: 'advisory',
  needs: ['booking', 'patient-bsn'],
  defects: ['cancel-any-patient'],
  books: ['taken', 'conflict'],
  async run(run) {
    const { status, failure, exchange } = await cancelledByAnother(run);
    if (status === 403) return kept(1, 'one cancellation looked at');
    return broken({
      subjects: 1,
      message: "a cancellation with another patient's BSN is not answered with 403",
      expected: '403',
      actual: failure?.text ?? `${status}`,
      exchanges: [exchange],
    });
  },
};
