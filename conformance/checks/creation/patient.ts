import { participantsOf, type SeenParticipant } from '../../bookings/created.ts';
import { describeValue } from '../../read/json.ts';
import { eachCreated } from '../support/booking/each-created.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationPatient: XisCheck = {
  id: 'creation/patient',
  title: 'The patient takes part in the appointment and has accepted',
  clauses: ['AP-4'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  catches: ['appointment-patient-needs-action'],
  books: ['main'],
  async run(session) {
    return eachCreated(
      session,
      (_, body) => {
        const patient = patientIn(body);
        if (patient?.status === 'accepted') return undefined;
        return {
          message: patient ? 'the patient has not accepted' : 'the patient does not take part',
          expected: 'a participant for the patient with status accepted',
          actual: patient ? describeValue(patient.status) : 'none',
          path: 'participant',
        };
      },
      (body) => patientIn(body)?.dialect,
    );
  },
};

function patientIn(appointment: unknown): SeenParticipant | undefined {
  return participantsOf(appointment).find(({ isPatient }) => isPatient);
}
