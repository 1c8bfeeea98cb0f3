import type { RequestListener } from 'node:http';
import express, { type Request, type Router } from 'express';
import { sendOutcome } from '../../fhir/http/send-json.ts';
import { idIn } from '../../fhir/reference.ts';
import { asList, asObject, asText } from '../read/values.ts';
import { readOrganizationHeaders } from './callbacks.ts';
import { readRequestBody } from './router.ts';

/** An engine that shares the url of its callbacks with others. */
export interface CallbackReceiver {
  readonly organization: string;
  /** The patient of the engine, `Patient/{id}`. */
  readonly patient: string;
  /** The router of the engine, which responds to the callback. */
  readonly router: Router;
  /** Returns whether a callback about an appointment may be one for the engine. */
  expects(appointmentId: string): boolean;
  /** Returns whether the appointment is in the ledger of the engine. */
  knows(appointmentId: string): boolean;
}

/**
 * Creates a handler for the callbacks of several engines at one url. A callback goes to the engine of its organization that
 * knows the appointment; else to one whose booking may be it, or to that of the patient for a new appointment (UP-2). Any
 * other callback gets the response of the first engine of its organization, and 404 where there is no such engine.
 * @param receivers returns the engines, in the order in which they are asked
 */
export function shareCallbacks(receivers: () => readonly CallbackReceiver[]): RequestListener {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    readRequestBody(request, (body) => {
      const receiver = chooseReceiver(receivers(), request, 'value' in body ? body.value : undefined);
      if (receiver) return receiver.router(request, response, next);
      sendOutcome(response, 404, 'not-found', 'Spreekuur.nl has no patient of this organization.');
    });
  });
  return app;
}

function chooseReceiver(
  receivers: readonly CallbackReceiver[],
  { headers, path }: Request,
  body: unknown,
): CallbackReceiver | undefined {
  const [organization] = readOrganizationHeaders(headers);
  // Without a header any engine says what is missing (TR-2).
  const own = organization ? receivers.filter((each) => each.organization === organization.code) : receivers;
  const id = appointmentIn(path, body);
  return (
    (id === undefined ? undefined : (own.find((each) => each.knows(id)) ?? own.find((each) => each.expects(id)))) ??
    own.find(({ patient }) => patientsIn(body).includes(patient)) ??
    own[0]
  );
}

/** Returns the id of the appointment that a callback is about: in the path of an update, in the body of a response. */
function appointmentIn(path: string, body: unknown): string | undefined {
  const id = /^\/Appointment\/([A-Za-z0-9.-]+)$/.exec(path)?.[1];
  return id ?? idIn('Appointment', asText(asObject(asObject(body)?.['appointment'])?.['reference']) ?? '');
}

function patientsIn(body: unknown): readonly string[] {
  return asList(asObject(body)?.['participant']).map(
    (participant) => asText(asObject(asObject(participant)?.['actor'])?.['reference']) ?? '',
  );
}
