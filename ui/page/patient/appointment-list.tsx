import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PatientAppointment, SessionView } from '../../../cli/ui/bookings/session.ts';
import { Button, Field } from '../components/controls.tsx';
import { Badge, Empty, ErrorNotice, type Tone } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { addAppointment, appointments } from './patient-state.ts';
import { RefusalNotice } from './refusal-notice.tsx';
import { cancel, isRefusal, type Refusal } from './service.ts';
import { formatTime, language, STATES, t } from './texts.ts';

const TONES: Readonly<Record<PatientAppointment['state'], Tone>> = {
  pending: 'warn',
  approved: 'ok',
  rejected: 'bad',
  cancelled: 'quiet',
};

/** The appointments of the patient, as Spreekuur.nl knows them. */
export function AppointmentList({ session }: { readonly session: SessionView }) {
  return (
    <section class="panel" aria-labelledby="patient-appointments-title">
      <header>
        <h2 id="patient-appointments-title">{t('mine')}</h2>
      </header>
      {appointments.value.length === 0 ? (
        <Empty title={t('nothing')}>{t('nothingHint')}</Empty>
      ) : (
        <ul class="patient-appointments">
          {appointments.value.map((appointment) => (
            <AppointmentEntry key={appointment.id} appointment={appointment} session={session} />
          ))}
        </ul>
      )}
    </section>
  );
}

function AppointmentEntry({
  appointment,
  session,
}: {
  readonly appointment: PatientAppointment;
  readonly session: SessionView;
}) {
  const { id, state, start, type } = appointment;
  const isCancelling = useSignal(false);
  const isOpen = state === 'pending' || state === 'approved';
  return (
    <li>
      <div class="row">
        <strong>{formatTime(start)}</strong>
        <Badge tone={TONES[state]}>{STATES[state][language.value]}</Badge>
        {isOpen && !isCancelling.value && (
          <Button
            look="quiet"
            class="push"
            disabled={!session.canCancel}
            title={session.canCancel ? undefined : 'Only a patient who is logged in with a BSN can cancel.'}
            aria-label={`${t('cancel')}: ${formatTime(start)}`}
            onClick={() => {
              isCancelling.value = true;
            }}
          >
            {t('cancel')}
          </Button>
        )}
      </div>
      <p class="muted">
        {type ?? t('appointment')} {appointment.practitioner && `${t('with')} ${appointment.practitioner}`} · {id}
      </p>
      <AppointmentText appointment={appointment} />
      {isOpen && isCancelling.value && (
        <Cancellation
          session={session}
          id={id}
          onEnd={() => {
            isCancelling.value = false;
          }}
        />
      )}
    </li>
  );
}

/** The last text about an appointment, with the comment of the practice. */
export function AppointmentText({ appointment: { text, comment } }: { readonly appointment: PatientAppointment }) {
  return (
    <>
      <p>{text[language.value]}</p>
      {comment !== undefined && (
        <blockquote class="patient-comment">
          <span class="muted">{t('practice')}: </span>
          {comment}
        </blockquote>
      )}
    </>
  );
}

function Cancellation({ session, id, onEnd }: { readonly session: SessionView; readonly id: string; onEnd(): void }) {
  const comment = useSignal('');
  const refusal = useSignal<Refusal | undefined>(undefined);
  const field = useRef<HTMLFormElement>(null);
  useEffect(() => field.current?.querySelector('input')?.focus(), []);
  const cancelling = useAction(async () => {
    const result = await cancel(session.id, id, comment.peek());
    refusal.value = isRefusal(result) ? result : undefined;
    if (!isRefusal(result)) addAppointment(result.appointment);
  });
  return (
    <form
      ref={field}
      class="patient-cancellation"
      onSubmit={(event) => {
        event.preventDefault();
        void cancelling.run();
      }}
    >
      <Field label={t('comment')}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            maxLength={1000}
            value={comment.value}
            onInput={(event) => {
              comment.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
      <div class="row">
        <Button type="submit" look="danger" isPending={cancelling.isPending}>
          {t('cancelNow')}
        </Button>
        <Button onClick={onEnd}>{t('keep')}</Button>
      </div>
      {refusal.value && <RefusalNotice refusal={refusal.value} />}
      <ErrorNotice error={cancelling.error} />
    </form>
  );
}
