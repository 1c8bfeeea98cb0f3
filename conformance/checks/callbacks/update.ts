import type { ReceivedCallback } from '../../callbacks/seen-callback.ts';
import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { approvalsAs } from '../support/booking/approvals.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

/** CB-1 */
const BSN_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/bsn';
const STATUSES = ['booked', 'cancelled'];

export const callbackUpdate: XisCheck = {
  id: 'callbacks/update',
  title: 'A change by the practice, where one comes during the run, tells status, patient and BSN',
  clauses: ['UP-1'],
  // Only the practice can set it off, so a run in which none comes is not incomplete.
  level: 'advisory',
  needs: ['booking', 'patient-bsn', 'callback', 'approval'],
  catches: ['update-without-bsn'],
  books: ['main', 'approved', 'declined'],
  async run(session) {
    await approvalsAs(session);
    const updates = (session.callbacks?.received ?? []).filter(({ kind }) => kind === 'update');
    if (updates.length === 0) blockCheck('the practice changed nothing during the run');
    for (const update of updates) {
      session.addEvidence(update.exchange);
      const wrong = faultOf(update);
      if (!wrong) continue;
      return violated({
        subjects: updates.length,
        message: 'a change by the practice is not as expected',
        ...wrong,
        exchanges: [update.exchange],
      });
    }
    return satisfied(updates.length, `${updates.length} changes looked at`);
  },
};

function faultOf({ body }: ReceivedCallback) {
  const status = textOf(at(body, 'status'));
  if (at(body, 'resourceType') !== 'Appointment' || !STATUSES.includes(status ?? '')) {
    return { expected: `an Appointment with status ${STATUSES.join(' or ')}`, actual: describeValue(status), path: 'status' };
  }
  const patient = listOf(at(body, 'participant')).find((one) => bsnOf(one) !== undefined);
  if (patient === undefined) {
    const expected = `a participant with an identifier ${BSN_SYSTEM}`;
    return { expected, actual: 'none', path: 'participant.actor.identifier' };
  }
  const accepted = textOf(at(patient, 'status'));
  if (accepted === 'accepted') return undefined;
  return { expected: "'accepted'", actual: describeValue(accepted), path: 'participant.status' };
}

/** The BSN of a participant, whose identifier may be one or a list. */
function bsnOf(participant: unknown): string | undefined {
  const identifier = at(participant, 'actor', 'identifier');
  const one = [...listOf(identifier), identifier].find((each) => at(each, 'system') === BSN_SYSTEM);
  return textOf(at(one, 'value'));
}
