import { Duration } from 'luxon';
import { anyOf, boolean, integer, object, oneOf, string } from '../../../schema/schema.ts';
import { durationString } from '../../../simulator/index.ts';
import type { Authentication } from '../authentication.ts';
import type { ScenarioContext } from '../context.ts';
import { defineStep } from '../step.ts';
import { StepError } from '../step-error.ts';
import { patientKey } from './shared.ts';

export const login = defineStep({
  name: 'login',
  description: 'The patient logs in anew at the authorization server; until then, the first use logs in for an hour.',
  optional: {
    ...patientKey,
    for: durationString({ expected: 'an ISO 8601 duration such as PT5M', default: 'PT1H', description: 'How long.' }),
  },
  good: ['done'],
  async run(context, { patient, for: duration = 'PT1H' }) {
    const { name } = context.patient({ ...(patient !== undefined && { patient }) });
    context.trace.request('Patient', 'Spreekuur.nl', `${name} logs in`);
    await require(context).login(name, Duration.fromISO(duration).as('seconds'));
    return { outcome: 'done' };
  },
});

export const authorizationServer = defineStep({
  name: 'authorization-server',
  description: 'Sets the state of the authorization server, or of one of its endpoints.',
  required: {
    is: anyOf(
      [
        oneOf(['up', 'down'], { description: '`down` closes connections without a response.' }),
        object(
          { status: integer({ minimum: 400, maximum: 599, description: 'The status of every response.' }) },
          { retryAfterSeconds: integer({ minimum: 0, maximum: 86_400, description: 'The header `Retry-After`.' }) },
        ),
      ],
      { expected: 'up, down, or {status, retryAfterSeconds}', description: 'The state.' },
    ),
  },
  optional: {
    endpoint: oneOf(['metadata', 'jwks', 'token'], { description: 'The endpoint; default: all.' }),
  },
  good: ['done'],
  run(context, { is, endpoint: operation }) {
    const { control } = require(context).server;
    control.clearFaults();
    if (is !== 'up')
      control.addFault({ ...(operation && { operation }), ...(is === 'down' ? { dropsConnection: true } : is) });
    const text = typeof is === 'string' ? `is ${is}` : `returns ${is.status}`;
    context.trace.note('Authorization server', `${operation ?? ''} ${text}`.trim());
    return { outcome: 'done' };
  },
});

export const rotateKeys = defineStep({
  name: 'rotate-keys',
  description: 'The authorization server signs with a new key from now on.',
  good: ['done'],
  async run(context) {
    await require(context).server.control.rotateKeys();
    context.trace.note('Authorization server', 'rotates its keys');
    return { outcome: 'done' };
  },
});

export const clientSecret = defineStep({
  name: 'client-secret',
  description:
    'Changes the secret of a client at the authorization server, and, unless `isKnown` is false, at Spreekuur.nl.',
  required: {
    secret: string({ pattern: '^\\S{1,100}$', expected: 'a text without spaces', description: 'The new secret.' }),
  },
  optional: {
    clientId: string({ minLength: 1, maxLength: 200, default: 'spreekuur', description: 'The client.' }),
    isKnown: boolean({ default: true, description: 'Whether Spreekuur.nl knows the new secret.' }),
  },
  good: ['done'],
  run(context, { secret, clientId = 'spreekuur', isKnown = true }) {
    const authentication = require(context);
    authentication.server.control.setClientSecret(clientId, secret);
    if (isKnown) authentication.setSecret(clientId, secret);
    context.trace.note('Authorization server', `the secret of client ${clientId} changes`);
    return { outcome: 'done' };
  },
});

/** @throws StepError in a scenario without authentication */
function require({ authentication }: ScenarioContext): Authentication {
  if (authentication) return authentication;
  throw new StepError('expected authorizationServer in the scenario, got none');
}
