import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AppointmentView } from '../../../simulator/index.ts';
import { feedStatus } from '../app/feed.ts';
import { linkTo } from '../app/router.ts';
import { appointments, deliveries, now } from '../app/state.ts';
import { formatMoment, timeOf } from '../app/time.ts';
import { Button } from '../components/controls.tsx';
import { Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { AppointmentState } from './appointment-state.tsx';
import { CancelDialog, MoveDialog } from './change-dialogs.tsx';
import { DeliveryLine } from './delivery-line.tsx';
import { PlannedDecision } from './inbox.tsx';
import type { Names } from './names.ts';
import { type Decision, decide } from './practice-commands.ts';

/** An appointment with its history, its callbacks, and what the practitioner can do with it. */
export function AppointmentPanel({
  id,
  names,
  onClose,
}: {
  readonly id: string;
  readonly names: Names;
  onClose(): void;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  const appointment = appointments.value.get(id);
  useEffect(() => title.current?.focus(), [id]);
  return (
    <section
      class="panel practice-panel"
      aria-labelledby="practice-panel-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) onClose();
      }}
    >
      <header>
        <h2 id="practice-panel-title" ref={title} tabIndex={-1}>
          Appointment {id}
        </h2>
        {appointment && <AppointmentState state={appointment.state} />}
        <Button look="quiet" class="push" aria-label="Close the appointment" onClick={onClose}>
          ✕
        </Button>
      </header>
      {appointment ? <Details appointment={appointment} names={names} /> : <Missing id={id} />}
    </section>
  );
}

function Missing({ id }: { readonly id: string }) {
  if (feedStatus.value === 'connecting') return <p class="loading panel-body">Loading…</p>;
  return <Empty title={`There is no appointment ${id}`}>It may be from before a reset, or of another practice.</Empty>;
}

function Details({ appointment, names }: { readonly appointment: AppointmentView; readonly names: Names }) {
  const { id, patient, type, schedule, start, end, madeBy, history } = appointment;
  const callbacks = [...deliveries.value.values()].filter((each) => each.appointment === id);
  return (
    <div class="panel-body stack">
      <dl class="practice-details">
        <Detail label="Patient">
          {names.patient(patient)} {names.patient(patient) !== patient && <span class="muted">{patient}</span>}
        </Detail>
        <Detail label="Type">{names.type(type)}</Detail>
        <Detail label="Time">
          {formatMoment(start, now.value)} to {timeOf(end)}
        </Detail>
        <Detail label="Schedule">{names.schedule(schedule)}</Detail>
        <Detail label="Made by">the {madeBy}</Detail>
      </dl>
      <PlannedDecision appointment={appointment} />
      <Actions appointment={appointment} names={names} />
      <section class="stack">
        <h3>History</h3>
        <ol class="practice-history">
          {history.map(({ at, what, by }, index) => (
            <li key={index}>
              <span class="muted">{formatMoment(at, now.value)}</span>
              <span>
                {what} <span class="muted">by the {by}</span>
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section class="stack">
        <h3>Callbacks</h3>
        {callbacks.length === 0 ? (
          <p class="muted">No callback was sent about it.</p>
        ) : (
          <ol class="practice-history">
            {callbacks.map((each) => (
              <li key={each.id}>
                <span class="muted">{formatMoment(each.createdAt, now.value)}</span>
                <DeliveryLine id={each.id} label={`Callback ${each.id}, ${each.tells}`} />
              </li>
            ))}
          </ol>
        )}
      </section>
      <p>
        <a href={linkTo('wire', [], { appointment: id })}>See its requests and callbacks on the wire</a>
      </p>
    </div>
  );
}

function Detail({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Actions({ appointment, names }: { readonly appointment: AppointmentView; readonly names: Names }) {
  const { id, state } = appointment;
  const dialog = useSignal<'move' | 'cancel' | undefined>(undefined);
  const comment = useSignal('');
  const action = useAction((decision: Decision) => decide(id, decision, comment.peek()));
  const close = (): void => {
    dialog.value = undefined;
  };
  if (state !== 'pending' && state !== 'booked') return null;
  return (
    <div class="stack">
      {state === 'pending' && (
        <input
          type="text"
          maxLength={1000}
          placeholder="Comment (optional)"
          aria-label="Comment to the patient"
          value={comment.value}
          onInput={(event) => {
            comment.value = event.currentTarget.value;
          }}
        />
      )}
      <div class="row">
        {state === 'pending' && (
          <>
            <Button look="primary" isPending={action.isPending} onClick={() => void action.run('approve')}>
              Approve
            </Button>
            <Button isPending={action.isPending} onClick={() => void action.run('decline')}>
              Decline
            </Button>
          </>
        )}
        <Button onClick={() => (dialog.value = 'move')}>Move…</Button>
        <Button look="danger" onClick={() => (dialog.value = 'cancel')}>
          Cancel appointment…
        </Button>
      </div>
      <ErrorNotice error={action.error} />
      {dialog.value === 'move' && <MoveDialog appointment={appointment} onClose={close} />}
      {dialog.value === 'cancel' && <CancelDialog appointment={appointment} names={names} onClose={close} />}
    </div>
  );
}
