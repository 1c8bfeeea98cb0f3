import { type Instant, instant } from '../../fhir/instant.ts';
import { durationMs } from '../domain/duration.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import { advanceSchema, createInputReader, requireWritable, resolveMomentInput } from './inputs.ts';
import type { Organization } from './organization.ts';
import type { ClockView } from './views.ts';

/** The number of scheduled events in a view. */
const MAX_SCHEDULED = 100;

const readAdvance = createInputReader(advanceSchema);

export function clockControl(world: () => World): Organization['clock'] {
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
    freeze(at) {
      world().clock.freeze(at === undefined ? undefined : requireNotPast(world(), resolveMomentInput(world(), at)));
      return view();
    },
    run() {
      world().clock.run();
      return view();
    },
    async advance(input) {
      const advance = readAdvance(input);
      const current = world();
      const to =
        'by' in advance
          ? requireWritable(instant(current.clock.now() + durationMs(advance.by)))
          : resolveMomentInput(current, advance.to);
      const events = await current.clock.advance(requireNotPast(current, to));
      return {
        now: current.formatLocal(current.clock.now()),
        happened: events.map((event) => ({ ...event, at: current.formatLocal(event.at) })),
      };
    },
  };
}

function requireNotPast(world: World, to: Instant): Instant {
  if (to >= world.clock.now()) return to;
  throw new ControlError('conflict', `the clock only goes forward: it is ${world.formatLocal(world.clock.now())}`);
}
