import { useSignal } from '@preact/signals';
import type { PatientAppointment, SessionView } from '../../../cli/ui/bookings/session.ts';
import { Button, Field } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { AppointmentText } from './appointment-list.tsx';
import { addAppointment, appointments } from './patient-state.ts';
import { RefusalNotice } from './refusal-notice.tsx';
import {
  book,
  type ChosenAgenda,
  isRefusal,
  type Refusal,
  readAgendas,
  readTypes,
  type Timeslot,
  type TypeOffer,
} from './service.ts';
import { Offer, Question } from './step.tsx';
import { formatTime, language, STATES, t } from './texts.ts';
import { TimeslotStep } from './timeslot-step.tsx';
import { useOffer } from './use-offer.ts';

/** What the patient has chosen so far; each choice depends on those before it. */
interface Choices {
  readonly type?: TypeOffer;
  readonly agenda?: ChosenAgenda;
  readonly slot?: Timeslot;
}

/** Makes an appointment: type, agenda, week and timeslot, reason (steps 1 to 4 of the flow). */
export function BookingFlow({ session }: { readonly session: SessionView }) {
  const choices = useSignal<Choices>({});
  const booked = useSignal<PatientAppointment | undefined>(undefined);
  const { type, agenda, slot } = choices.value;
  const set = (chosen: Choices): void => {
    choices.value = chosen;
  };
  return (
    <section class="panel" aria-labelledby="patient-booking-title">
      <header>
        <h2 id="patient-booking-title">{t('make')}</h2>
      </header>
      <div class="panel-body stack">
        {booked.value ? (
          <Booked
            id={booked.value.id}
            onAnother={() => {
              booked.value = undefined;
              set({});
            }}
          />
        ) : (
          <>
            <ol class="patient-choices" aria-label={t('steps')}>
              {type && <Chosen title={t('type')} value={type.display} onChange={() => set({})} />}
              {type && agenda && (
                <Chosen
                  title={t('agenda')}
                  value={agenda === 'any' ? t('any') : agenda.name}
                  onChange={() => set({ type })}
                />
              )}
              {type && agenda && slot && (
                <Chosen title={t('slot')} value={formatTime(slot.start)} onChange={() => set({ type, agenda })} />
              )}
            </ol>
            {!type ? (
              <TypeStep session={session} onChoose={(chosen) => set({ type: chosen })} />
            ) : !agenda ? (
              <AgendaStep session={session} type={type} onChoose={(chosen) => set({ type, agenda: chosen })} />
            ) : !slot ? (
              <TimeslotStep
                session={session}
                type={type}
                agenda={agenda}
                onChoose={(chosen) => set({ type, agenda, slot: chosen })}
              />
            ) : (
              <ReasonStep
                session={session}
                type={type}
                slot={slot}
                onAgain={() => set({ type, agenda })}
                onBooked={(appointment) => {
                  addAppointment(appointment);
                  booked.value = appointment;
                }}
              />
            )}
          </>
        )}
      </div>
    </section>
  );
}

/** A choice that was made, and can be made anew. */
function Chosen({ title, value, onChange }: { readonly title: string; readonly value: string; onChange(): void }) {
  return (
    <li>
      <span class="muted">{title}</span>
      <span>{value}</span>
      <Button look="quiet" aria-label={`${t('change')}: ${title}`} onClick={onChange}>
        {t('change')}
      </Button>
    </li>
  );
}

function TypeStep({ session, onChoose }: { readonly session: SessionView; onChoose(type: TypeOffer): void }) {
  const offer = useOffer(() => readTypes(session.id), [session.id]);
  return (
    <Question title={t('type')} isFirst>
      <Offer offer={offer}>
        {({ types }) => (
          <ul class="patient-options">
            {types.map((type) => (
              <li key={type.token}>
                <button type="button" onClick={() => onChoose(type)}>
                  {type.display}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Offer>
    </Question>
  );
}

function AgendaStep({
  session,
  type,
  onChoose,
}: {
  readonly session: SessionView;
  readonly type: TypeOffer;
  onChoose(agenda: ChosenAgenda): void;
}) {
  const offer = useOffer(() => readAgendas(session.id, type.token), [session.id, type.token]);
  return (
    <Question title={t('agenda')}>
      <Offer offer={offer}>
        {({ agendas }) => (
          <ul class="patient-options">
            {agendas.map((agenda) => (
              <li key={agenda.schedule}>
                <button type="button" onClick={() => onChoose(agenda)}>
                  {agenda.name}
                  <span class="muted">
                    {agenda.slots} {t('free')} {formatTime(agenda.firstFree)}
                  </span>
                </button>
              </li>
            ))}
            {agendas.length > 1 && (
              <li>
                <button type="button" onClick={() => onChoose('any')}>
                  {t('any')}
                  <span class="muted">{t('anyHint')}</span>
                </button>
              </li>
            )}
          </ul>
        )}
      </Offer>
    </Question>
  );
}

function ReasonStep({
  session,
  type,
  slot,
  onAgain,
  onBooked,
}: {
  readonly session: SessionView;
  readonly type: TypeOffer;
  readonly slot: Timeslot;
  onAgain(): void;
  onBooked(appointment: PatientAppointment): void;
}) {
  const reason = useSignal('');
  const refusal = useSignal<Refusal | undefined>(undefined);
  const booking = useAction(async () => {
    refusal.value = undefined;
    const result = await book(session.id, { type: type.token, slot: slot.key, reason: reason.peek().trim() });
    if (isRefusal(result)) refusal.value = result;
    else onBooked(result.appointment);
  });
  return (
    <Question title={t('reason')}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void booking.run();
        }}
      >
        <Field label={t('reason')} hint={t('reasonHint')}>
          {(attributes) => (
            <textarea
              {...attributes}
              required
              maxLength={1000}
              value={reason.value}
              onInput={(event) => {
                reason.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        {refusal.value && <RefusalNotice refusal={refusal.value} />}
        <ErrorNotice error={booking.error} />
        <div class="row">
          {refusal.value?.outcome === 'conflict' ? (
            <Button look="primary" onClick={onAgain}>
              {t('again')}
            </Button>
          ) : (
            <Button type="submit" look="primary" isPending={booking.isPending} disabled={reason.value.trim() === ''}>
              {t('confirm')}
            </Button>
          )}
        </div>
      </form>
    </Question>
  );
}

/** The appointment that was made, which the answer of the practice changes. */
function Booked({ id, onAnother }: { readonly id: string; onAnother(): void }) {
  const appointment = appointments.value.find((each) => each.id === id);
  if (!appointment) return null;
  const { state, start } = appointment;
  return (
    <Question title={STATES[state][language.value]}>
      <div class={`patient-booked ${state}`} role="status">
        <p>
          <strong>{formatTime(start)}</strong>
        </p>
        <AppointmentText appointment={appointment} />
      </div>
      <div>
        <Button onClick={onAnother}>{t('another')}</Button>
      </div>
    </Question>
  );
}
