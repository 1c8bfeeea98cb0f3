import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { createSimulator, type Organization } from '../../simulator/index.ts';
import type { XisStateHandlers } from '../states/xis-states.ts';
import type { StateSource } from '../verification/session.ts';

const AGB = '01000001';
const TYPES = 'http://delinde.example/ns/appointment-type';
const CHANNEL = 'http://delinde.example/ns/channel';
const CONSULT = { typeSystem: TYPES, typeCode: 'consult' };
const PATIENT = { patientReference: 'Patient/1', patientDisplay: 'Emma de Boer' };
const BSN = '999900109';
const JANSEN = { practitionerReference: 'PractitionerRole/jansen', practitionerDisplay: 'Dr. A. Jansen' };
const NINE = { start: '2035-01-17T09:00:00+01:00', end: '2035-01-17T09:10:00+01:00' };
const ORGANIZATION = { organization: `${AGB_SYSTEM}|${AGB}` };

/** Starts a simulator with a practice for every provider state, on the days of the examples. */
export async function startPractice(): Promise<{
  readonly baseUrl: string;
  readonly states: StateSource;
  close(): Promise<void>;
}> {
  const simulator = await createSimulator({
    port: 0,
    configuration: {
      organizations: [
        {
          agb: AGB,
          typeSystem: TYPES,
          clock: { now: '2035-01-15T08:00:00+01:00', frozen: true },
          appointmentTypes: [
            { code: 'consult', display: 'Consult', minutes: 10, serviceCategories: [`${CHANNEL}|SPREEKUUR`] },
            { code: 'gesprek', display: 'Gesprek', minutes: 30, approval: 'manual' },
            { code: 'keuring', display: 'Keuring', minutes: 30 },
          ],
          schedules: [
            {
              id: 'jansen',
              practitioner: { id: 'jansen', name: JANSEN.practitionerDisplay },
              hours: [
                { days: 'workdays', from: '09:00', to: '10:00', type: 'consult' },
                { days: 'workdays', from: '10:00', to: '11:00', type: 'gesprek' },
              ],
              busyShare: 0.2,
              slots: [{ start: NINE.start, type: 'consult' }],
            },
            {
              id: 'smit',
              practitioner: { id: 'smit', name: 'Dr. B. Smit' },
              hours: [{ days: 'workdays', from: '14:00', to: '15:00', type: 'gesprek' }],
            },
          ],
          patients: [{ id: '1', name: PATIENT.patientDisplay, bsn: BSN }],
        },
      ],
    },
  });
  await simulator.listen();
  const handlers = createHandlers(simulator.organization());
  return {
    baseUrl: simulator.baseUrl,
    states: {
      async setUp(name, params) {
        await simulator.organization().reset();
        return { ...ORGANIZATION, ...(await handlers[name as keyof XisStateHandlers](params)) };
      },
      async tearDown() {},
    },
    close: () => simulator.close(),
  };
}

function createHandlers(practice: Organization): XisStateHandlers {
  const slot = { ...CONSULT, typeDisplay: 'Consult', ...NINE, ...JANSEN, ...PATIENT };
  const booked = () =>
    practice.appointments.make({
      schedule: 'jansen',
      type: 'consult',
      start: NINE.start,
      patient: PATIENT.patientReference,
    });
  return {
    'appointment types': async () => ({}),
    'appointment types for a service category': async () => ({ category: `${CHANNEL}|SPREEKUUR` }),
    'no appointment types for a service category': async () => ({ category: `${CHANNEL}|BALIE` }),
    'free slots': async () => CONSULT,
    'an agenda with free slots': async () => ({ typeSystem: TYPES, typeCode: 'gesprek', schedule: 'smit' }),
    'no free slots': async () => ({ typeSystem: TYPES, typeCode: 'keuring' }),
    'an agenda without free slots': async () => ({ ...CONSULT, schedule: 'smit' }),
    'a free slot': async () => slot,
    'a free slot that needs approval': async () => ({
      ...slot,
      typeCode: 'gesprek',
      typeDisplay: 'Gesprek',
      practitionerReference: 'PractitionerRole/smit',
      practitionerDisplay: 'Dr. B. Smit',
      start: '2035-01-17T14:00:00+01:00',
      end: '2035-01-17T14:30:00+01:00',
    }),
    'a slot that has been taken': async () => {
      booked();
      return slot;
    },
    'no slot at that time': async () => ({
      ...slot,
      start: '2035-01-17T03:00:00+01:00',
      end: '2035-01-17T03:10:00+01:00',
    }),
    'a booked appointment': async () => ({ appointment: booked().appointment.id, patientBsn: BSN }),
    'the patient is known': async () => ({ patientBsn: BSN }),
    'the patient is not known': async () => {
      practice.loggedInPatient.set('unknown');
      return {};
    },
    'no such appointment': async () => ({ appointment: 'no-such-appointment' }),
  };
}
