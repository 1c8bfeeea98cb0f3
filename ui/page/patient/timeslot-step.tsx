import { useSignal } from '@preact/signals';
import type { SessionView } from '../../../cli/ui/bookings/session.ts';
import { timeOf } from '../app/time.ts';
import { groupByDay } from './group-by-day.ts';
import { type ChosenAgenda, readFirstWeek, readWeek, type Timeslot, type TypeOffer, WEEKS } from './service.ts';
import { Offer, Question } from './step.tsx';
import { formatDay, language, t } from './texts.ts';
import { useOffer } from './use-offer.ts';

/** Chooses a week and a timeslot in it (step 3); begins with the first week that has one. */
export function TimeslotStep({
  session,
  type,
  agenda,
  onChoose,
}: {
  readonly session: SessionView;
  readonly type: TypeOffer;
  readonly agenda: ChosenAgenda;
  onChoose(slot: Timeslot): void;
}) {
  const schedule = agenda === 'any' ? undefined : agenda.schedule;
  const chosen = useSignal<number | undefined>(undefined);
  const offer = useOffer(
    () =>
      chosen.value === undefined
        ? readFirstWeek(session.id, type.token, schedule)
        : readWeek(session.id, type.token, schedule, chosen.value),
    [session.id, type.token, schedule, chosen.value],
  );
  const current = chosen.value ?? offer.found?.week;
  return (
    <Question title={t('slot')}>
      <fieldset class="choice patient-weeks">
        <legend class="visually-hidden">{t('weeks')}</legend>
        {WEEKS.map((week) => (
          <button
            type="button"
            key={week}
            class={week === current ? 'chosen' : ''}
            aria-pressed={week === current}
            onClick={() => {
              chosen.value = week;
            }}
          >
            {t('week')} {week}
          </button>
        ))}
      </fieldset>
      <Offer offer={offer}>
        {({ slots, text }) =>
          slots.length === 0 ? (
            <p class="muted">{text?.[language.value]}</p>
          ) : (
            <div class="patient-days">
              {groupByDay(slots).map(([day, ofDay]) => (
                <section key={day} aria-label={formatDay(day)}>
                  <h4>{formatDay(day)}</h4>
                  <ul>
                    {ofDay.map((slot) => (
                      <li key={slot.key}>
                        <button type="button" onClick={() => onChoose(slot)}>
                          {timeOf(slot.start)}
                          {agenda === 'any' && <span class="muted">{slot.practitioners.join(', ')}</span>}
                        </button>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          )
        }
      </Offer>
    </Question>
  );
}
