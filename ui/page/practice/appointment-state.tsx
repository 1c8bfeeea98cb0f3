import type { AppointmentView } from '../../../simulator/index.ts';
import { Badge, type Tone } from '../components/feedback.tsx';

const TONES: Readonly<Record<AppointmentView['state'], Tone>> = {
  pending: 'warn',
  booked: 'ok',
  declined: 'bad',
  cancelled: 'quiet',
};

/** The state of an appointment. */
export function AppointmentState({ state }: { readonly state: AppointmentView['state'] }) {
  return <Badge tone={TONES[state]}>{state}</Badge>;
}
