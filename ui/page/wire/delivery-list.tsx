import type { DeliveryProgressView } from '../../../simulator/index.ts';
import { linkTo, place } from '../app/router.ts';
import { now } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { Badge, Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { setPaused } from './commands.ts';
import { describeNext, STATE_TONES } from './delivery-texts.ts';
import { AppointmentLink } from './details.tsx';
import { ReplayButton } from './replay-button.tsx';

/** Lists the callbacks with their states, newest first. */
export function DeliveryList({
  deliveries,
  isPaused,
}: {
  readonly deliveries: readonly DeliveryProgressView[];
  readonly isPaused: boolean;
}) {
  const pause = useAction(setPaused);
  return (
    <section class="panel wire-stream" aria-label="Deliveries">
      <header>
        <h2>Callbacks to Spreekuur.nl</h2>
        {isPaused && <Badge tone="warn">paused</Badge>}
        <Button class="push" isPending={pause.isPending} onClick={() => pause.run(!isPaused)}>
          {isPaused ? 'Resume all' : 'Pause all'}
        </Button>
        <ErrorNotice error={pause.error} />
      </header>
      {deliveries.length === 0 ? (
        <Empty title="No callbacks yet">A decision or a change by the practice sends one.</Empty>
      ) : (
        <div class="wire-scroll">
          <ol class="wire-list" aria-label="Callbacks">
            {[...deliveries].reverse().map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: DeliveryProgressView }) {
  const { id, operation, appointment, tells, state, attempts } = delivery;
  const { query, path } = place.value;
  const isCurrent = path[0] === 'delivery' && path[1] === id;
  return (
    <li class="wire-delivery">
      <div class="row">
        <Badge tone={STATE_TONES[state]}>{state}</Badge>
        <a href={linkTo('wire', ['delivery', id], query)} aria-current={isCurrent ? 'true' : undefined}>
          {operation === 'send-appointment-response' ? 'Decision' : 'Update'}: {tells}
        </a>
        <span class="muted">
          appointment <AppointmentLink id={appointment} />
        </span>
        <span class="muted">{attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}</span>
        <span>{describeNext(delivery, now.value)}</span>
      </div>
      <ReplayButton id={id} />
    </li>
  );
}
