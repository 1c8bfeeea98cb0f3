import { createHash } from 'node:crypto';
import { idIn, parseReference } from '../../fhir/reference.ts';
import { type NewAppointment, newAppointmentSchema } from '../../fhir/resources/appointment.ts';
import { type AppointmentResponse, cancellationSchema } from '../../fhir/resources/appointment-response.ts';
import { splitOr } from '../../fhir/token.ts';
import { validator } from '../../schema/validator.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { Patient } from '../domain/practice.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type JudgedToken, type RequestHook } from './defect.ts';

const booking = validator<NewAppointment>(newAppointmentSchema);
const cancellation = validator<AppointmentResponse>(cancellationSchema);

/** Defects of authentication. They need `authentication` in mode `jwt`, the first and those of challenges any mode but `off`. */
export const AUTHENTICATION_DEFECTS = defineDefects({
  'auth-not-checked': {
    clauses: ['AU-2'],
    description: 'A request without a token is served, and one with an invalid token too.',
    warns: true,
    token: ({ problem, bearer }) => (problem && !bearer ? 'serve' : undefined),
  },
  'auth-expired-accepted': {
    clauses: ['AU-3'],
    description: 'A token that has expired is accepted.',
    warns: true,
    leniency: { ignores: new Set(['expiry']) },
  },
  'auth-signature-ignored': {
    clauses: ['AU-3'],
    description: 'The signature of a token is not verified.',
    warns: true,
    leniency: { ignores: new Set(['signature']) },
  },
  'auth-alg-none': {
    clauses: ['AU-3'],
    description: "A token without a signature is accepted: its algorithm is 'none'.",
    warns: true,
    leniency: { accepts: new Set(['none']) },
  },
  'auth-hmac-with-public-key': {
    clauses: ['AU-3'],
    description: 'A token is accepted whose HMAC was made with the public key of the authorization server.',
    warns: true,
    leniency: { accepts: new Set(['hmac']) },
  },
  'auth-issuer-ignored': {
    clauses: ['AU-3'],
    description: 'A token of another issuer is accepted.',
    warns: true,
    leniency: { ignores: new Set(['issuer']) },
  },
  'auth-audience-ignored': {
    clauses: ['AU-3'],
    description: 'A token for another audience is accepted.',
    warns: true,
    leniency: { ignores: new Set(['audience']) },
  },
  'auth-challenge-missing': {
    clauses: ['AU-4'],
    description: 'A 401 has no WWW-Authenticate.',
    warns: true,
    token({ problem }) {
      if (!problem?.headers) return undefined;
      const { headers: _, ...rest } = problem;
      return rest;
    },
  },
  'auth-token-in-error': {
    clauses: ['TR-15'],
    description: 'The OperationOutcome repeats a token that is not accepted.',
    warns: true,
    token: ({ problem, token }) =>
      problem && token !== undefined ? { ...problem, detail: `The token is ${token}.` } : undefined,
  },
  'auth-bsn-ignored': {
    clauses: ['AU-5'],
    description: 'GET /Patient returns the same patient for every token.',
    request: (request) => (request.operation === 'search-patient' ? withoutBearer(request) : undefined),
  },
  'auth-read-other-patient': {
    clauses: ['AU-6'],
    description: "Another patient's appointment can be read.",
    warns: true,
    request: asPatientOf(['read-appointment', 'search-appointment'], (request, world) => {
      const ids = request.parameters.filter(([name]) => name.endsWith('id')).flatMap(([, value]) => splitOr(value));
      return patientOfAppointment(world, request.id === '' ? ids[0] : request.id);
    }),
  },
  'auth-book-other-patient': {
    clauses: ['AU-6'],
    description: 'An appointment can be booked for another patient.',
    warns: true,
    request: asPatientOf(['create-appointment'], ({ body }, world) => {
      const references = booking.accepts(body)
        ? body.participant.map(({ actor }) => parseReference(actor.reference))
        : [];
      const patient = references.find((reference) => reference?.type === 'Patient');
      return patient && world.patients.get(`Patient/${patient.id}`);
    }),
  },
  'auth-cancel-other-patient': {
    clauses: ['AU-6'],
    description: "Another patient's appointment can be cancelled.",
    warns: true,
    request: asPatientOf(['create-appointment-response'], ({ body }, world) =>
      cancellation.accepts(body)
        ? patientOfAppointment(world, idIn('Appointment', body.appointment.reference))
        : undefined,
    ),
  },
  'auth-other-tenant-accepted': {
    clauses: ['AU-8'],
    description: 'A client that may not act for the organization is served.',
    warns: true,
    token: ({ problem }) => (problem?.problem === 'token-organization' ? 'serve' : undefined),
  },
  'auth-jwks-never-refetched': {
    clauses: ['AU-1'],
    description: 'A token is refused that is signed with a new key of the authorization server.',
    warns: true,
    leniency: { keepsOldKeys: true },
  },
  'auth-renewed-token-refused': {
    clauses: ['AU-1'],
    description: 'Only the first token of a patient is accepted.',
    token: (judged, world) => (isRenewed(judged, world) ? refused() : undefined),
  },
});

function withoutBearer(request: InteractionRequest): InteractionRequest {
  return { ...request, bearer: undefined };
}

/** Handles requests with the token of any patient as if it were that of the right one. */
function asPatientOf(
  operations: readonly InboundOperation[],
  patientOf: (request: InteractionRequest, world: World) => Patient | undefined,
): RequestHook {
  return (request, world) => {
    const { bearer, operation } = request;
    const patient = bearer && operations.includes(operation) ? patientOf(request, world) : undefined;
    if (!bearer || !patient || world.isBsnOf(patient, bearer.bsn)) return undefined;
    const { bsn } = patient;
    return bsn === undefined ? withoutBearer(request) : { ...request, bearer: { ...bearer, bsn } };
  };
}

function patientOfAppointment(world: World, id: string | undefined): Patient | undefined {
  const record = id === undefined ? undefined : world.appointments.get(id);
  return record && world.patientOf(record);
}

/** The digest of the first token of each patient. */
const firstTokens = new WeakMap<World, Map<string, string>>();

function isRenewed({ bearer, token, problem }: JudgedToken, world: World): boolean {
  if (problem || bearer?.bsn === undefined || token === undefined) return false;
  const known = firstTokens.get(world) ?? new Map<string, string>();
  firstTokens.set(world, known);
  const digest = createHash('sha256').update(token).digest('base64');
  const first = known.get(bearer.bsn) ?? digest;
  known.set(bearer.bsn, first);
  return first !== digest;
}

function refused() {
  const challenge =
    'Bearer realm="xis-testkit", error="invalid_token", error_description="The token is not the first one."';
  return { problem: 'token-invalid', headers: { 'WWW-Authenticate': challenge } } as const;
}
