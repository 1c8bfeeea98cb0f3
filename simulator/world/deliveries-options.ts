import type { Delivery, Message } from '../domain/callback/delivery.ts';
import type { Retention } from '../domain/practice.ts';
import type { RandomStreams } from '../domain/random.ts';
import type { Callback } from '../representation/callback.ts';
import type { System } from '../system.ts';
import type { ActiveDefects } from './callback-hooks.ts';
import type { CallbackLanes } from './callback-lanes.ts';
import type { CallbackToken } from './callback-token.ts';
import type { Changes, RunTurn } from './changes.ts';
import type { OrganizationClock } from './clock.ts';
import type { EventQueue } from './event-queue.ts';
import type { Faults } from './faults.ts';

/** What the callbacks of an organization need. */
export interface DeliveriesOptions {
  readonly system: System;
  readonly clock: OrganizationClock;
  readonly faults: Faults;
  readonly defects: Pick<ActiveDefects, 'any' | 'delivery' | 'step'>;
  readonly random: RandomStreams;
  readonly ended: EventQueue<Delivery>;
  /** Of deliveries that have ended. */
  readonly retention: Retention;
  /** Bounds the callbacks under way, of all organizations together. */
  readonly lanes: CallbackLanes;
  /** Creates the request for a message when it is sent, so that the queue contains no BSN. */
  writeCallback(message: Message, attempt: number): Callback;
  /** The tokens of callbacks (AU-7); undefined where they are sent without. */
  readonly tokens?: CallbackToken | undefined;
  /** Default: runs them without a log. */
  readonly turn?: RunTurn;
  readonly changes?: Changes;
}
