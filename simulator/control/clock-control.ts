import { type Instant, instant } from '../../fhir/instant.ts';
import { durationMs } from '../domain/duration.ts';
import { MAX_EVENTS } from '../world/clock.ts';
import { countExpectedCompetitors } from '../world/contention.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import { type Advance, advanceSchema, createInputReader, requireWritable, resolveMomentInput } from './inputs.ts';
import type { Organization, RunCommand } from './organization.ts';
import type { ClockView } from './views.ts';

/** The number of scheduled events in a view. */
const MAX_SCHEDULED = 100;

const readAdvance = createInputReader(advanceSchema);

export function clockControl(world: () => World, command: RunCommand): Organization['clock'] {
  const view = (): ClockView => {
    const { clock } = world();
    const scheduled = clock.scheduled().slice(0, MAX_SCHEDULED);
    return {
      now: world().formatLocal(clock.now()),
      frozen: clock.frozen,
      due: scheduled.map((event) => ({ ...event, at: world().formatLocal(event.at) })),
    };
  };
  return {
    now: () => world().formatLocal(world().clock.now()),
    view,
    freeze: (at) =>
      command('clock.freeze', () => {
        world().clock.freeze(at === undefined ? undefined : requireNotPast(world(), resolveMomentInput(world(), at)));
        return view();
      }),
    run: () =>
      command('clock.run', () => {
        world().clock.run();
        return view();
      }),
    async advance(input) {
      const advance = readAdvance(input);
      const current = world();
      const to = resolveAdvance(current, advance);
      requireFewCompetitors(current, requireNotPast(current, to));
      const { events, count, reached } = await current.clock.advance(to);
      return {
        now: current.formatLocal(current.clock.now()),
        reached,
        happened: events.map((event) => ({ ...event, at: current.formatLocal(event.at) })),
        count,
      };
    },
  };
}

/** Returns the moment to which an advance goes. */
function resolveAdvance(world: World, advance: Advance): Instant {
  const now = world.clock.now();
  if ('by' in advance) return requireWritable(instant(now + durationMs(advance.by)));
  if ('to' in advance) return resolveMomentInput(world, advance.to);
  const [next] = world.clock.scheduled();
  if (!next) throw new ControlError('conflict', 'toNext: expected a scheduled event, got an empty schedule');
  return instant(Math.max(next.at, now));
}

/** Rejects an advance that would stop on the way, before anything has happened. */
function requireFewCompetitors(world: World, to: Instant): void {
  const expected = Math.round(countExpectedCompetitors(world, to));
  if (expected <= MAX_EVENTS) return;
  const limit = `expected an advance with at most ${MAX_EVENTS} competitors`;
  throw new ControlError('conflict', `${limit}, got about ${expected}: advance in steps, or lower competitorsPerHour`);
}

function requireNotPast(world: World, to: Instant): Instant {
  if (to >= world.clock.now()) return to;
  throw new ControlError('conflict', `the clock only goes forward: it is ${world.formatLocal(world.clock.now())}`);
}
