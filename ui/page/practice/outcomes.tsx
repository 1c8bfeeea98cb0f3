import { linkTo, place } from '../app/router.ts';
import { DeliveryLine } from './delivery-line.tsx';
import { dismissOutcome, outcomes } from './practice-commands.ts';

/** What the last commands did, each with its callback. */
export function Outcomes() {
  return (
    <ul class="practice-outcomes" aria-label="Done" aria-live="polite">
      {outcomes.value.map(({ id, text, appointment, delivery }) => (
        <li key={id}>
          <div>
            {appointment === undefined ? (
              text
            ) : (
              <a href={linkTo('practice', ['appointment', appointment], place.value.query)}>{text}</a>
            )}
            {delivery !== undefined && <DeliveryLine id={delivery} />}
          </div>
          <button type="button" class="button quiet" aria-label={`Dismiss: ${text}`} onClick={() => dismissOutcome(id)}>
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}
