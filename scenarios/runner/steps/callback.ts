import { AGB_SYSTEM } from '../../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../../fhir/bsn.ts';
import { oneOf, string, unknown } from '../../../schema/schema.ts';
import { defineStep, patientKey } from '../step.ts';

/** A callback as a XIS might send it, right or wrong. */
export const callback = defineStep({
  name: 'callback',
  description: "The XIS sends Spreekuur.nl a callback of the scenario's own making: an answer, or any body at all.",
  optional: {
    ...patientKey,
    appointment: string({ minLength: 1, maxLength: 64, description: 'The id of the appointment that it is about.' }),
    answer: oneOf(['accepted', 'declined'], { description: 'Sends an AppointmentResponse that says so (CB-1).' }),
    comment: string({ minLength: 1, maxLength: 1000, description: 'What the practitioner writes to the patient.' }),
    method: oneOf(['POST', 'PUT'], { default: 'POST', description: 'The HTTP method.' }),
    path: string({ pattern: '^/', expected: 'a path', default: '/AppointmentResponse', description: 'The path.' }),
    body: unknown({ description: 'In place of an answer: any body. A text is sent as it is.' }),
    header: string({ description: "`X-Organization-Identifier`, where it is not the practice's own; empty for none." }),
  },
  good: ['taken'],
  bad: ['refused'],
  async run(stage, input) {
    const { appointment = '', answer = 'accepted', comment = 'Akkoord.', method = 'POST', header } = input;
    const { path = '/AppointmentResponse' } = input;
    const house = stage.house(input);
    const { bsn = '' } = stage.patient(input);
    const body = input.body ?? {
      actor: { reference: { identifier: [{ system: BSN_SYSTEM, value: bsn }] } },
      comment,
      appointment: { reference: `Appointment/${appointment}` },
      participantStatus: answer,
    };
    stage.trace.request('XIS', 'Spreekuur.nl', `${method} ${path}`);
    const organization = header ?? `${AGB_SYSTEM}|${house.agb}`;
    const reply = await fetch(house.spreekuur + path, {
      method,
      headers: {
        'Content-Type': 'application/fhir+json',
        ...(organization === '' ? {} : { 'X-Organization-Identifier': organization }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    stage.trace.answer('Spreekuur.nl', 'XIS', String(reply.status));
    const text = await reply.text();
    const outcome = reply.ok ? 'taken' : 'refused';
    return { outcome, status: reply.status, ...(text === '' ? {} : { answer: JSON.parse(text) as unknown }) };
  },
});
