import type { DeliveryProgressView, DeliveryView } from '../../../simulator/index.ts';
import { linkTo } from '../app/router.ts';
import { deliveries, now } from '../app/state.ts';
import { dateOf, exactTimeOf, formatDate, formatDuration } from '../app/time.ts';
import { Badge } from '../components/feedback.tsx';
import { Json } from '../components/json.tsx';
import { describeAttempt, describeNext, STATE_TONES } from './delivery-texts.ts';
import { AppointmentLink, Details, Facts, Part, useRead } from './details.tsx';
import { ReplayButton } from './replay-button.tsx';

/** A callback, its attempts, and what it sends. */
export function DeliveryDetails({ id }: { readonly id: string }) {
  const { value, error } = useRead<DeliveryView>(`/deliveries/${encodeURIComponent(id)}`, deliveries.value.get(id));
  if (!value) return <Details title={`Callback ${id}`} error={error} />;
  const { sends, state, attempts, appointment, fault, createdAt } = value;
  return (
    <Details title={`Callback ${id}`} badge={<Badge tone={STATE_TONES[state]}>{state}</Badge>} error={error}>
      <p class="wire-url">
        <b>{sends.method}</b> {sends.path}
      </p>
      <Facts
        facts={[
          ['Created', `${formatDate(dateOf(createdAt))} ${exactTimeOf(createdAt)}`],
          ['Appointment', <AppointmentLink key="link" id={appointment} />],
          ['Next', describeNext(value, now.value) || undefined],
          ['Fault', fault && <a href={linkTo('trouble')}>{fault}</a>],
        ]}
      />
      <Part title="Attempts" action={<ReplayButton id={id} />}>
        {attempts.length === 0 ? (
          <p class="muted">It was not sent yet.</p>
        ) : (
          <ol class="wire-attempts">
            {attempts.map((attempt, index) => (
              <Attempt key={index} attempt={attempt} />
            ))}
          </ol>
        )}
      </Part>
      <Part title="Request">
        <Json value={sends.body} label="Request body" />
      </Part>
    </Details>
  );
}

function Attempt({ attempt }: { readonly attempt: DeliveryProgressView['attempts'][number] }) {
  const { at, status = 0, retryAfterMs, answer } = attempt;
  const isDelivered = status >= 200 && status < 300;
  return (
    <li>
      <div class="row">
        <time class="muted">{exactTimeOf(at)}</time>
        <Badge tone={isDelivered ? 'ok' : 'bad'}>{status === 0 ? 'no response' : status}</Badge>
        {status === 0 && <span>{describeAttempt(attempt)}</span>}
        {retryAfterMs !== undefined && <span class="muted">Retry-After {formatDuration(retryAfterMs)}</span>}
      </div>
      {answer !== undefined && answer !== null && <Json value={answer} label="Response body" />}
    </li>
  );
}
