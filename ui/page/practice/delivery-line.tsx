import type { DeliveryProgressView } from '../../../simulator/index.ts';
import { describeHold } from '../app/callback-texts.ts';
import { linkTo } from '../app/router.ts';
import { deliveries } from '../app/state.ts';
import { timeOf } from '../app/time.ts';
import { Badge, type Tone } from '../components/feedback.tsx';

/** Describes how far a callback came, with a tone. */
export function describeDelivery(delivery: DeliveryProgressView): { readonly text: string; readonly tone: Tone } {
  const { state, attempts, dueAt, heldFor } = delivery;
  const last = attempts.at(-1);
  const got = last?.status ?? last?.failure ?? last?.error;
  switch (state) {
    case 'delivered':
      return { text: `delivered, ${got ?? 'no response'}`, tone: 'ok' };
    case 'failed':
      return { text: `failed${got === undefined ? '' : `, ${got}`}`, tone: 'bad' };
    case 'lost':
      return { text: 'lost by a fault', tone: 'bad' };
    case 'held':
      return { text: describeHold(heldFor), tone: 'warn' };
    case 'sending':
      return { text: 'sending', tone: 'info' };
    case 'waiting': {
      const due = dueAt === undefined ? '' : `due ${timeOf(dueAt)}`;
      if (!last) return { text: due === '' ? 'waiting' : due, tone: 'info' };
      return {
        text: [`attempt ${attempts.length} got ${got ?? 'no response'}`, due].filter(Boolean).join(', '),
        tone: 'warn',
      };
    }
  }
}

/** A callback with its state, linked to the wire. */
export function DeliveryLine({ id, label = 'Callback' }: { readonly id: string; readonly label?: string }) {
  const delivery = deliveries.value.get(id);
  const { text, tone } = delivery ? describeDelivery(delivery) : { text: 'sent', tone: 'info' as const };
  return (
    <span class="practice-delivery">
      <a href={linkTo('wire', ['delivery', id])}>{label}</a> <Badge tone={tone}>{text}</Badge>
    </span>
  );
}
