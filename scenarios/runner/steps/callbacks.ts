import { AGB_SYSTEM } from '../../../fhir/agb.ts';
import { BSN_SYSTEM } from '../../../fhir/bsn.ts';
import { anyOf, integer, object, oneOf, string, unknown } from '../../../schema/schema.ts';
import { defineStep } from '../step.ts';
import { patientKey, runCommand } from './shared.ts';

export const pauseCallbacks = defineStep({
  name: 'pause-callbacks',
  description: 'The XIS sends no callbacks until `resume-callbacks`.',
  good: ['done'],
  async run(context, input) {
    await context.practice(input).use(({ deliveries }) => deliveries.pause());
    context.trace.note('XIS', 'pauses callbacks');
    return { outcome: 'done' };
  },
});

export const resumeCallbacks = defineStep({
  name: 'resume-callbacks',
  description: 'The XIS sends callbacks again, the paused ones first.',
  good: ['done'],
  async run(context, input) {
    context.trace.note('XIS', 'resumes callbacks');
    await context.practice(input).use(({ deliveries }) => deliveries.resume());
    return { outcome: 'done' };
  },
});

export const replay = defineStep({
  name: 'replay',
  description: 'The XIS repeats a callback.',
  required: { delivery: string({ pattern: '^d[0-9]+$', expected: 'the id of a delivery, such as d1' }) },
  good: ['done'],
  bad: ['refused'],
  run(context, input) {
    context.trace.note('XIS', `repeats ${input.delivery}`);
    return runCommand(context.practice(input), ({ deliveries }) => deliveries.replay(input.delivery));
  },
});

/** Spreekuur.nl's endpoint for callbacks. */
export const callbackEndpoint = defineStep({
  name: 'spreekuur',
  description: "Sets the state of Spreekuur.nl's endpoint for callbacks (CB-6).",
  required: {
    is: anyOf(
      [
        oneOf(['up', 'down'], { description: '`down` refuses connections.' }),
        object(
          { status: integer({ minimum: 400, maximum: 599, description: 'The status of every callback.' }) },
          { retryAfterSeconds: integer({ minimum: 0, maximum: 86_400, description: 'The header `Retry-After`.' }) },
        ),
      ],
      { expected: 'up, down, or {status, retryAfterSeconds}', description: 'The state of the endpoint.' },
    ),
  },
  good: ['done'],
  run(context, { is }) {
    context.setCallbackEndpoint(is);
    context.trace.note('Spreekuur.nl', typeof is === 'string' ? `is ${is}` : `returns ${is.status} for every callback`);
    return { outcome: 'done' };
  },
});

/** A custom callback, valid or invalid. */
export const callback = defineStep({
  name: 'callback',
  description: 'The XIS sends a custom callback: an AppointmentResponse, or any body.',
  optional: {
    ...patientKey,
    appointment: string({ minLength: 1, maxLength: 64, description: 'The id of its appointment.' }),
    answer: oneOf(['accepted', 'declined'], { description: 'The decision of an AppointmentResponse (CB-1).' }),
    comment: string({ maxLength: 1000, description: "The practitioner's comment, which may be empty (CB-1)." }),
    method: oneOf(['POST', 'PUT'], { default: 'POST', description: 'The HTTP method.' }),
    path: string({ pattern: '^/', expected: 'a path', default: '/AppointmentResponse', description: 'The path.' }),
    body: unknown({ description: 'Any body instead of an AppointmentResponse. A text is sent unchanged.' }),
    header: string({ description: "`X-Organization-Identifier`; default: the practice's. Empty for no header." }),
  },
  good: ['taken'],
  bad: ['refused'],
  async run(context, input) {
    const { appointment = '', answer = 'accepted', comment = 'Akkoord.', method = 'POST', header } = input;
    const { path = '/AppointmentResponse' } = input;
    const { agb, callbackUrl } = context.practice(input);
    const { bsn = '' } = context.patient(input);
    const body = input.body ?? {
      actor: { reference: { identifier: [{ system: BSN_SYSTEM, value: bsn }] } },
      comment,
      appointment: { reference: `Appointment/${appointment}` },
      participantStatus: answer,
    };
    context.trace.request('XIS', 'Spreekuur.nl', `${method} ${path}`);
    const organization = header ?? `${AGB_SYSTEM}|${agb}`;
    const token = await context.authentication?.ofXis();
    const response = await fetch(callbackUrl + path, {
      method,
      headers: {
        'Content-Type': 'application/fhir+json',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(organization === '' ? {} : { 'X-Organization-Identifier': organization }),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    context.trace.response('Spreekuur.nl', 'XIS', String(response.status));
    const text = await response.text();
    const outcome = response.ok ? 'taken' : 'refused';
    return { outcome, status: response.status, ...(text === '' ? {} : { answer: JSON.parse(text) as unknown }) };
  },
});
