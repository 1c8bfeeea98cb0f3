import { AGB_SYSTEM } from '../../fhir/agb.ts';
import type { DeliveryView, RequestView } from '../../simulator/index.ts';
import type { PracticeUnderTest, ScenarioContext } from './context.ts';
import type { Expectation } from './expectation.ts';
import { type Difference, match } from './match.ts';
import type { StepResult } from './step.ts';

/** The positions in the records of each practice before a step. */
type Positions = ReadonlyMap<
  PracticeUnderTest,
  {
    readonly request: number;
    readonly callbacks: number;
    readonly notifications: number;
    readonly errors: number;
    /** The requests to the authorization server, which the practices share. */
    readonly authorization: number;
  }
>;

/** Records the positions before a step, to recognize its effects. */
export function recordPositions({ practices, authentication }: ScenarioContext): Positions {
  return new Map(
    practices.map((practice) => [
      practice,
      {
        request: practice.xis.requests.find().at(-1)?.id ?? 0,
        callbacks: practice.engine.received.length,
        notifications: practice.engine.notifications.length,
        errors: practice.errors.length,
        authorization: authentication?.server.control.requests().length ?? 0,
      },
    ]),
  );
}

/** Compares the result of a step with its expectation. */
export function checkOutcome(good: readonly string[], expect: Expectation, result: StepResult): readonly Difference[] {
  const { outcome, text, observations } = expect;
  const hasFailed = outcome === undefined && good.length > 0 && !good.includes(result.outcome);
  const actual = 'error' in result ? `${result.outcome}: ${String(result['error'])}` : result.outcome;
  return [
    ...(hasFailed ? [{ path: ['outcome'], expected: good.join(' or '), seen: actual }] : []),
    ...(outcome === undefined ? [] : match(outcome, result.outcome, ['outcome'])),
    ...(expect.result === undefined ? [] : match(expect.result, result, ['result'])),
    ...(text === undefined ? [] : match(text, result.text, ['text'])),
    ...match(observations ?? [], result.observations ?? [], ['observations']),
  ];
}

/**
 * Compares the side effects of a step with its expectation. Unexpected notifications and errors are differences at every
 * practice.
 */
export async function checkSideEffects(
  context: ScenarioContext,
  practice: PracticeUnderTest,
  before: Positions,
  expect: Expectation,
): Promise<readonly Difference[]> {
  const start = before.get(practice) ?? { request: 0, callbacks: 0, notifications: 0, errors: 0, authorization: 0 };
  const { xis, engine, errors } = practice;
  const { requests, callbacks, authorization, deliveries, now, slots = {} } = expect;
  const asked = context.authentication?.server.control.requests().slice(start.authorization) ?? [];
  const differences = [
    ...(requests === undefined
      ? []
      : match(requests, xis.requests.find({ after: start.request }).map(splitQuery), ['requests'])),
    ...(callbacks === undefined ? [] : match(callbacks, engine.received.slice(start.callbacks), ['callbacks'])),
    ...(authorization === undefined ? [] : match(authorization, asked, ['authorization'])),
    ...match(expect.notifications ?? [], engine.notifications.slice(start.notifications), ['notifications']),
    ...match(expect.errors ?? [], errors.slice(start.errors), ['errors']),
    ...(deliveries === undefined ? [] : match(deliveries, xis.deliveries.list().map(pickDelivery), ['deliveries'])),
    ...matchStates(expect.ledger, engine.ledger.list(), 'ledger'),
    ...matchStates(expect.appointments, xis.appointments.list(), 'appointments'),
    ...(now === undefined ? [] : match(now, xis.clock.now(), ['now'])),
  ];
  for (const bystander of context.practices) {
    if (bystander === practice) continue;
    const { notifications, errors: logged } = before.get(bystander) ?? {};
    differences.push(
      ...match([], bystander.engine.notifications.slice(notifications), ['notifications', bystander.agb]),
      ...match([], bystander.errors.slice(logged), ['errors', bystander.agb]),
    );
  }
  for (const [id, status] of Object.entries(slots)) {
    differences.push(...match(status, await readSlotStatus(context, practice, id), ['slots', id]));
  }
  return differences;
}

/** Adds the query parameters to a request of the journal. */
function splitQuery({ url, ...request }: RequestView): object {
  const separator = url.indexOf('?');
  const query: Record<string, string | string[]> = {};
  for (const pair of separator < 0 ? [] : url.slice(separator + 1).split('&')) {
    const [name = '', ...value] = pair.split('=');
    const text = value.join('=');
    const earlier = query[name];
    query[name] = earlier === undefined ? text : [earlier, text].flat();
  }
  return { ...request, url, query };
}

function pickDelivery({ operation, appointment, tells, state, heldFor, attempts, dueAt, reason, fault }: DeliveryView) {
  return { operation, appointment, tells, state, heldFor, attempts, dueAt, reason, fault };
}

function matchStates(
  expected: Expectation['ledger'],
  seen: readonly { readonly id: string; readonly state: string }[],
  name: string,
): readonly Difference[] {
  if (expected === undefined) return [];
  if (expected === 'none') return match(0, seen, [name]);
  return Object.entries(expected as Readonly<Record<string, unknown>>).flatMap(([id, value]) => {
    const found = seen.find((entry) => entry.id === id);
    return match(value, typeof value === 'string' ? found?.state : found, [name, id]);
  });
}

/** Reads the status of a slot from the XIS, over HTTP. */
async function readSlotStatus(
  { baseUrl, authentication }: ScenarioContext,
  { agb }: PracticeUnderTest,
  id: string,
): Promise<unknown> {
  const token = await authentication?.withoutPatient();
  const response = await fetch(`${baseUrl}/Slot/${id}`, {
    headers: {
      'X-Organization-Identifier': `${AGB_SYSTEM}|${agb}`,
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
  });
  const text = await response.text();
  return response.ok ? (JSON.parse(text) as { readonly status?: unknown }).status : `no slot (${response.status})`;
}
