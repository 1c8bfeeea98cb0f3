import { type Instant, plus } from '../../fhir/instant.ts';
import type { Delivery, Message } from '../../simulator/domain/callback/delivery.ts';
import type { CallbackSettings } from '../../simulator/domain/callback/settings.ts';
import type { OutboundFault } from '../../simulator/domain/fault/rule.ts';
import type { Retention } from '../../simulator/domain/practice.ts';
import { createRandomStreams } from '../../simulator/domain/random.ts';
import { CallbackLanes } from '../../simulator/world/callback-lanes.ts';
import { OrganizationClock } from '../../simulator/world/clock.ts';
import { Deliveries } from '../../simulator/world/deliveries.ts';
import { EventQueue } from '../../simulator/world/event-queue.ts';
import { Faults } from '../../simulator/world/faults.ts';
import { createManualSystem, type FakeFetch, NINE, toInstant } from './time.ts';

/** The reaction of a fake Spreekuur.nl to a request: a status, a response, or a network error. */
export type Reaction = number | (() => Response) | { readonly code: string };

/** Returns the message that the practitioner accepts an appointment. */
export function acceptedResponse(appointment: string): Message {
  return { kind: 'response', appointment, decision: 'accepted', comment: 'Tot dan!' };
}

/** Creates deliveries on a frozen clock, to a fake Spreekuur.nl that returns 201 unless it got other reactions. */
export function createTestDeliveries({
  settings = { url: 'http://spreekuur.test' },
  fault,
  fetch,
  retention = { items: 1000, bytes: 1e9 },
}: {
  readonly settings?: CallbackSettings;
  readonly fault?: OutboundFault['effect'];
  readonly fetch?: FakeFetch;
  readonly retention?: Retention;
} = {}) {
  const reactions: Reaction[] = [];
  /** Every request, as `appointment at minutes after nine`. */
  const received: string[] = [];
  const respond: FakeFetch = (_url, init) => {
    const { appointment } = JSON.parse(String(init.body)) as { appointment: string };
    received.push(`${appointment} at ${(clock.now() - NINE) / 60_000}`);
    const reaction = reactions.shift() ?? 201;
    if (typeof reaction === 'number') return new Response(null, { status: reaction });
    if (typeof reaction === 'function') return reaction();
    throw Object.assign(new TypeError('fetch failed'), { cause: reaction });
  };
  const system = createManualSystem(toInstant('2030-01-01T00:00:00Z'), fetch ?? respond);
  const random = createRandomStreams(1);
  const faults = new Faults(random);
  if (fault) faults.add({ operation: 'send-appointment-response', when: { nth: 1 }, effect: fault });
  const clock: OrganizationClock = new OrganizationClock(system, ({ subject }) => deliveries.attempt(subject), {
    now: NINE,
    frozen: true,
  });
  const lanes = new CallbackLanes();
  const ended = new EventQueue<Delivery>(system, () => 1);
  const deliveries = new Deliveries(
    { ...settings, retry: { first: 'PT1M', longest: 'PT1H', jitter: 0, ...settings.retry } },
    {
      system,
      clock,
      faults,
      defects: { any: false, delivery: () => undefined, step: (step) => step },
      random,
      ended,
      retention,
      lanes,
      writeCallback: (message) => ({
        method: 'POST',
        path: '/AppointmentResponse',
        headers: { 'X-Organization-Identifier': '01000001' },
        body: { appointment: message.kind === 'response' ? message.appointment : message.record.id },
      }),
    },
  );
  return {
    system,
    clock,
    deliveries,
    lanes,
    ended,
    received,
    /** Sets the reactions to the next requests, one for each. */
    react: (...next: readonly Reaction[]) => void reactions.push(...next),
    /** Advances the clock to a minute after nine, and waits until everything is settled. */
    to: (minutes: number) => clock.advance(plus(NINE, minutes * 60_000)),
    /** Returns the state of each delivery, and the reason why it is held. */
    states: () => deliveries.list().map(({ state, heldFor }) => (heldFor ? `${state} (${heldFor})` : state)),
    /** Returns the instant some minutes after nine. */
    minute: (minutes: number): Instant => plus(NINE, minutes * 60_000),
  };
}
