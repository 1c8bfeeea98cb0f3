import { participantsOf } from '../../bookings/created.ts';
import { found } from '../../read/json.ts';
import { mainBody } from '../support/booking/main.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const creationPatient: XisCheck = {
  id: 'creation/patient',
  title: 'The patient takes part in the appointment and has accepted',
  requirements: ['AP-4'],
  level: 'must',
  needs: ['booking', 'patient-bsn'],
  defects: ['appointment-patient-needs-action'],
  books: ['main'],
  async run(run) {
    const { booking, body } = await mainBody(run);
    const patient = participantsOf(body).find(({ isPatient }) => isPatient);
    if (patient?.status === 'accepted') return kept(1, 'one participant looked at', patient.dialect);
    return broken({
      subjects: 1,
      message: patient ? 'the patient has not accepted' : 'the patient does not take part',
      expected: 'a participant for the patient with status accepted',
      actual: patient ? found(patient.status) : 'none',
      path: 'participant',
      exchanges: [booking.reply.exchange],
    });
  },
};
