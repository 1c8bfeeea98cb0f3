import { Router } from 'express';
import supertest from 'supertest';
import { expect, test } from 'vitest';
import { parseAgb } from '../../fhir/agb.ts';
import { type CallbackReceiver, shareCallbacks } from './share-callbacks.ts';

const ORGANIZATION = 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001';

/** Creates a receiver that responds with its name. */
function receiver(name: string, changes: Partial<CallbackReceiver> = {}): CallbackReceiver {
  const router = Router();
  router.use((_request, response) => void response.json({ name }));
  return {
    organization: parseAgb('01000001') ?? '',
    patient: `Patient/${name}`,
    router,
    expects: () => false,
    knows: () => false,
    ...changes,
  };
}

/** Sends a response of the practitioner about an appointment, and returns who received it. */
async function receiverOf(
  receivers: readonly CallbackReceiver[],
  appointment: string,
  participants: readonly string[] = [],
) {
  const { status, body } = await supertest(shareCallbacks(() => receivers))
    .post('/AppointmentResponse')
    .set('X-Organization-Identifier', ORGANIZATION)
    .set('Content-Type', 'application/fhir+json')
    .send(
      JSON.stringify({
        appointment: { reference: `Appointment/${appointment}` },
        participant: participants.map((reference) => ({ actor: { reference } })),
      }),
    );
  return status === 404 ? 404 : body.name;
}

test('CB-6: a callback goes to the engine that knows the appointment, before one that only expects it', async () => {
  const expecting = receiver('expecting', { expects: () => true });
  const knowing = receiver('knowing', { knows: (id) => id === '1001' });
  expect(await receiverOf([expecting, knowing], '1001')).toBe('knowing');
  expect(await receiverOf([expecting, knowing], '1002')).toBe('expecting');
});

test('UP-2: a callback about an unknown appointment goes to the patient in it, else to the first engine', async () => {
  const receivers = [receiver('1'), receiver('2')];
  expect(await receiverOf(receivers, '9', ['Practitioner/x', 'Patient/2'])).toBe('2');
  expect(await receiverOf(receivers, '9')).toBe('1');
});

test('TR-2: an engine of another organization receives nothing', async () => {
  const other = receiver('other', { organization: parseAgb('01000002') ?? '', knows: () => true });
  expect(await receiverOf([other], '1001')).toBe(404);
  expect(await receiverOf([other, receiver('own')], '1001')).toBe('own');
});
