import { signal, useSignal } from '@preact/signals';
import type { Advance, AdvanceView, ClockView } from '../../../simulator/index.ts';
import { linkTo } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { agb, appointments, clock, command, deliveries, now, setClock } from '../app/state.ts';
import { dateOf, exactTimeOf, formatDate, formatDuration } from '../app/time.ts';
import { Button, Field } from '../components/controls.tsx';
import { Badge, Empty, ErrorNotice } from '../components/feedback.tsx';
import { type Action, useAction } from '../components/use-action.ts';
import {
  type ClockEvent,
  describeEvent,
  describePastEvent,
  formatIsoDuration,
  placeOfEvent,
  UNITS,
  type Unit,
} from './events.ts';
import './clock.css';

const STEPS = [
  ['10 min', 'PT10M'],
  ['1 h', 'PT1H'],
  ['1 day', 'P1D'],
] as const;

/** The last advance, by the organization: it stays when the tab is left. */
const lastAdvance = signal<{ readonly agb: string | undefined; readonly view: AdvanceView } | undefined>(undefined);

/** The clock of the practice, forward by hand, and what happens then. */
export default function ClockTab() {
  const toggle = useAction(async () => {
    setClock(await command<ClockView>('POST', clock.peek()?.frozen ? '/clock/run' : '/clock/freeze'));
  });
  const advance = useAction(
    async (by: Advance) => {
      const selected = agb.peek();
      const view = await command<AdvanceView>('POST', '/clock/advance', by);
      lastAdvance.value = { agb: selected, view };
      setClock(await command<ClockView>('GET', '/clock'));
    },
    { isQueued: true },
  );
  useShortcuts([
    { keys: 'f', group: 'Clock', text: 'Freeze or run', run: () => void toggle.run() },
    { keys: '.', group: 'Clock', text: 'To the next event', run: () => void advance.run({ toNext: true }) },
    { keys: '+', group: 'Clock', text: '1 hour forward', run: () => void advance.run({ by: 'PT1H' }) },
  ]);
  return (
    <div class="clock-columns">
      <h1 class="visually-hidden">Clock</h1>
      <section class="panel clock-now" aria-label="Time">
        <div class="panel-body stack">
          <Time />
          <ErrorNotice error={toggle.error} onClose={toggle.clear} />
          <div class="row">
            <Button look="primary" isPending={toggle.isPending} onClick={() => toggle.run()}>
              {clock.value?.frozen ? 'Run' : 'Freeze'}
            </Button>
            <p class="muted">
              {clock.value?.frozen ? 'Nothing happens until you go forward.' : 'It goes on in real time.'}
            </p>
          </div>
          <Forward advance={advance} />
        </div>
      </section>
      <div class="stack">
        <LastAdvance />
        <DueEvents advance={advance} />
      </div>
    </div>
  );
}

function Time() {
  const time = now.value;
  if (time === undefined) return <p class="loading">Loading…</p>;
  return (
    <div>
      <p class="row">
        <time class="clock-time" dateTime={time}>
          {exactTimeOf(time)}
        </time>
        <Badge tone={clock.value?.frozen ? 'warn' : 'ok'}>{clock.value?.frozen ? 'Frozen' : 'Running'}</Badge>
      </p>
      <p class="muted">
        {formatDate(dateOf(time), '')}, time of the practice ({/(?:Z|[+-]\d\d:\d\d)$/.exec(time)?.[0]})
      </p>
    </div>
  );
}

function Forward({ advance }: { readonly advance: Action<[Advance]> }) {
  const amount = useSignal('30');
  const unit = useSignal<Unit>('minutes');
  const by = formatIsoDuration(amount.value, unit.value);
  return (
    <div class="stack">
      <h2>Forward</h2>
      <ErrorNotice error={advance.error} onClose={advance.clear} />
      <div class="row">
        {STEPS.map(([text, step]) => (
          <Button key={step} isPending={advance.isPending} onClick={() => advance.run({ by: step })}>
            {text}
          </Button>
        ))}
        <Button
          disabled={advance.isPending || (clock.value?.due.length ?? 0) === 0}
          onClick={() => advance.run({ toNext: true })}
        >
          Next event
        </Button>
      </div>
      <form
        class="clock-own"
        onSubmit={(event) => {
          event.preventDefault();
          if (by !== undefined) void advance.run({ by });
        }}
      >
        <Field label="Amount">
          {(attributes) => (
            <input
              {...attributes}
              inputMode="numeric"
              value={amount.value}
              onInput={(event) => (amount.value = event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label="Unit">
          {(attributes) => (
            <select
              {...attributes}
              value={unit.value}
              onChange={(event) => (unit.value = event.currentTarget.value as Unit)}
            >
              {Object.keys(UNITS).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
        <Button type="submit" disabled={advance.isPending || by === undefined}>
          Go forward
        </Button>
      </form>
    </div>
  );
}

function DueEvents({ advance }: { readonly advance: Action<[Advance]> }) {
  const due = clock.value?.due ?? [];
  const time = clock.value?.now ?? '';
  return (
    <section class="panel" aria-labelledby="clock-due">
      <header>
        <h2 id="clock-due">Due</h2>
        {due.length > 0 && <Badge>{due.length}</Badge>}
      </header>
      {due.length === 0 ? (
        <Empty title="Nothing is scheduled">
          Decisions of an approval policy, attempts of callbacks and competitors appear here.
        </Empty>
      ) : (
        <ol class="clock-events">
          {due.map((event, index) => (
            <li key={`${event.at} ${event.kind} ${event.subject}`}>
              <span class="clock-at">
                <time dateTime={event.at}>{formatExactly(event.at, time)}</time>
                <span class="muted">{formatWait(event.at, time)}</span>
              </span>
              <EventText
                event={event}
                text={describeEvent(event, { appointments: appointments.value, deliveries: deliveries.value })}
              />
              {index === 0 && (
                <Button class="push" isPending={advance.isPending} onClick={() => advance.run({ toNext: true })}>
                  Go there
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Formats an instant with seconds, in which a callback is tried again. */
function formatExactly(at: string, near?: string): string {
  return `${formatDate(dateOf(at), near)} ${exactTimeOf(at)}`;
}

function formatWait(at: string, time: string): string {
  const wait = Date.parse(at) - Date.parse(time);
  return wait > 0 ? `in ${formatDuration(wait)}` : 'now';
}

function EventText({ event, text }: { readonly event: ClockEvent; readonly text: string }) {
  const place = placeOfEvent(event);
  return place ? <a href={linkTo(place.tab, place.path)}>{text}</a> : <span>{text}</span>;
}

function LastAdvance() {
  const last = lastAdvance.value;
  if (!last || last.agb !== agb.value) return null;
  const { happened, count, reached, now: end } = last.view;
  return (
    <section class="panel" aria-labelledby="clock-last">
      <header>
        <h2 id="clock-last">Last advance</h2>
        <p class="muted" role="status">
          to {formatExactly(end)}: {count === 1 ? '1 event' : `${count} events`}
          {reached ? '' : ', and there is more: go forward again'}
        </p>
      </header>
      {happened.length === 0 ? (
        <Empty title="Nothing happened" />
      ) : (
        <ol class="clock-events">
          {happened.map((event, index) => (
            <li key={index}>
              <time class="clock-at" dateTime={event.at}>
                {formatExactly(event.at, end)}
              </time>
              <EventText event={event} text={describePastEvent(event)} />
              <span class="muted">{event.result}</span>
            </li>
          ))}
          {count > happened.length && <li class="muted">and {count - happened.length} more</li>}
        </ol>
      )}
    </section>
  );
}
