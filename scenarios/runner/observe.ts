import { AGB_SYSTEM } from '../../fhir/agb.ts';
import type { DeliveryView, RequestView } from '../../simulator/index.ts';
import type { Expectation } from './expectation.ts';
import { type Difference, match } from './match.ts';
import type { House, Stage } from './stage.ts';
import type { StepResult } from './step.ts';

/** How far each practice's records had come when a step began. */
type Mark = ReadonlyMap<
  House,
  {
    readonly request: number;
    readonly callbacks: number;
    readonly notifications: number;
    readonly errors: number;
  }
>;

/** Remembers how far everything is, so that a step's own can be told from it. */
export function mark({ houses }: Stage): Mark {
  return new Map(
    houses.map((house) => [
      house,
      {
        request: house.xis.requests.find().at(-1)?.id ?? 0,
        callbacks: house.engine.received.length,
        notifications: house.engine.notifications.length,
        errors: house.errors.length,
      },
    ]),
  );
}

/** What of a step's own result is not as expected. */
export function checkOutcome(good: readonly string[], expect: Expectation, result: StepResult): readonly Difference[] {
  const { outcome, text, observations } = expect;
  const isWell = outcome === undefined && good.length > 0 && !good.includes(result.outcome);
  const why = 'error' in result ? `${result.outcome}: ${String(result['error'])}` : result.outcome;
  return [
    ...(isWell ? [{ path: ['outcome'], expected: good.join(' or '), seen: why }] : []),
    ...(outcome === undefined ? [] : match(outcome, result.outcome, ['outcome'])),
    ...(expect.result === undefined ? [] : match(expect.result, result, ['result'])),
    ...(text === undefined ? [] : match(text, result.text, ['text'])),
    ...match(observations ?? [], result.observations ?? [], ['observations']),
  ];
}

/**
 * What is not as expected after a step. Nobody may be told anything, and nothing logged, that is not expected: at no
 * practice.
 */
export async function checkSurroundings(
  stage: Stage,
  house: House,
  before: Mark,
  expect: Expectation,
): Promise<readonly Difference[]> {
  const since = before.get(house) ?? { request: 0, callbacks: 0, notifications: 0, errors: 0 };
  const { xis, engine, errors } = house;
  const { requests, callbacks, deliveries, now, slots = {} } = expect;
  const differences = [
    ...(requests === undefined
      ? []
      : match(requests, xis.requests.find({ after: since.request }).map(requestSeen), ['requests'])),
    ...(callbacks === undefined ? [] : match(callbacks, engine.received.slice(since.callbacks), ['callbacks'])),
    ...match(expect.notifications ?? [], engine.notifications.slice(since.notifications), ['notifications']),
    ...match(expect.errors ?? [], errors.slice(since.errors), ['errors']),
    ...(deliveries === undefined ? [] : match(deliveries, xis.deliveries.list().map(deliverySeen), ['deliveries'])),
    ...matchStates(expect.ledger, engine.ledger.list(), 'ledger'),
    ...matchStates(expect.appointments, xis.appointments.list(), 'appointments'),
    ...(now === undefined ? [] : match(now, xis.clock.now(), ['now'])),
  ];
  for (const other of stage.houses) {
    if (other === house) continue;
    const start = before.get(other);
    differences.push(
      ...match([], other.engine.notifications.slice(start?.notifications), ['notifications', other.agb]),
      ...match([], other.errors.slice(start?.errors), ['errors', other.agb]),
    );
  }
  for (const [id, status] of Object.entries(slots)) {
    differences.push(...match(status, await slotStatus(stage, house, id), ['slots', id]));
  }
  return differences;
}

/** A request of the journal, with its parameters apart. */
function requestSeen({ url, ...request }: RequestView): object {
  const mark = url.indexOf('?');
  const query: Record<string, string | string[]> = {};
  for (const pair of mark < 0 ? [] : url.slice(mark + 1).split('&')) {
    const [name = '', ...value] = pair.split('=');
    const text = value.join('=');
    const known = query[name];
    query[name] = known === undefined ? text : [known, text].flat();
  }
  return { ...request, url, query };
}

function deliverySeen({ operation, appointment, tells, state, heldFor, attempts, dueAt, reason, fault }: DeliveryView) {
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
    const found = seen.find((one) => one.id === id);
    return match(value, typeof value === 'string' ? found?.state : found, [name, id]);
  });
}

/** What the XIS says of a slot, asked as Spreekuur.nl would. */
async function slotStatus({ baseUrl }: Stage, { agb }: House, id: string): Promise<unknown> {
  const answer = await fetch(`${baseUrl}/Slot/${id}`, {
    headers: { 'X-Organization-Identifier': `${AGB_SYSTEM}|${agb}` },
  });
  const text = await answer.text();
  return answer.ok ? (JSON.parse(text) as { readonly status?: unknown }).status : `no slot (${answer.status})`;
}
