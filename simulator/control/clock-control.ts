import { type Instant, plus } from '../../fhir/instant.ts';
import { durationMs } from '../domain/duration.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import { momentOf } from './inputs.ts';
import type { ClockView, Organization } from './organization.ts';
import { instantText } from './views.ts';

/** How much of what is due is shown. */
const MOST_DUE = 100;

/** The control of an organization's clock. */
export function clockControl(world: () => World): Organization['clock'] {
  const view = (): ClockView => {
    const { clock } = world();
    const due = clock.due().slice(0, MOST_DUE);
    return {
      now: instantText(world(), clock.now()),
      frozen: clock.frozen,
      due: due.map(({ at, kind, subject }) => ({ at: instantText(world(), at), kind, subject })),
    };
  };
  return {
    now: () => instantText(world(), world().clock.now()),
    view,
    freeze(at) {
      world().clock.freeze(at === undefined ? undefined : notBefore(world(), momentOf(world(), at)));
      return view();
    },
    run() {
      world().clock.run();
      return view();
    },
    async advance(advance) {
      const current = world();
      const to = 'by' in advance ? plus(current.clock.now(), durationMs(advance.by)) : momentOf(current, advance.to);
      const happened = await current.clock.advance(notBefore(current, to));
      return {
        now: instantText(current, current.clock.now()),
        happened: happened.map(({ at, kind, subject, result }) => ({
          at: instantText(current, at),
          kind,
          subject,
          result,
        })),
      };
    },
  };
}

function notBefore(world: World, to: Instant): Instant {
  if (to >= world.clock.now()) return to;
  throw new ControlError('conflict', `the clock only goes forward: it is ${instantText(world, world.clock.now())}`);
}
