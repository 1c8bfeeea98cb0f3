import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { AppointmentView } from '../../../simulator/index.ts';
import { linkTo, place } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { approvals, now } from '../app/state.ts';
import { exactTimeOf, formatDuration, formatMoment } from '../app/time.ts';
import { Button } from '../components/controls.tsx';
import { Badge, Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import type { Names } from './names.ts';
import { type Decision, decide } from './practice-commands.ts';

/** What waits for approval, oldest first. */
export function Inbox({ names }: { readonly names: Names }) {
  const list = approvals.value;
  const chosen = useSignal<string | undefined>(undefined);
  const comments = useSignal<Readonly<Record<string, string>>>({});
  const items = useRef<HTMLOListElement>(null);
  const isDeciding = useRef(false);
  const action = useAction((id: string, decision: Decision) => decide(id, decision, comments.peek()[id]));
  const failed = useSignal<string | undefined>(undefined);
  const index = Math.max(
    0,
    list.findIndex(({ id }) => id === chosen.value),
  );
  const selected = list[index];
  // The one that was chosen may be decided elsewhere: a key is not for the one that takes its place.
  const isChosenGone = chosen.value !== undefined && selected?.id !== chosen.value;

  const elementOf = (id: string | undefined) => {
    const element = id === undefined ? null : items.current?.querySelector(`[data-approval="${CSS.escape(id)}"]`);
    return element instanceof HTMLElement ? element : undefined;
  };
  const select = (offset: number): void => {
    const next = list[Math.min(list.length - 1, Math.max(0, index + offset))];
    chosen.value = next?.id;
    elementOf(next?.id)?.focus();
  };
  const settle = async (id: string, decision: Decision): Promise<void> => {
    const next = list[list.findIndex((each) => each.id === id) + 1] ?? list[0];
    failed.value = id;
    isDeciding.current = true;
    if (!(await action.run(id, decision))) return;
    const { [id]: _, ...rest } = comments.peek();
    comments.value = rest;
    chosen.value = next?.id;
  };
  useShortcuts([
    { keys: 'j', group: 'Inbox', text: 'Next appointment', run: () => select(1) },
    { keys: 'k', group: 'Inbox', text: 'Previous appointment', run: () => select(-1) },
    {
      keys: 'y',
      group: 'Inbox',
      text: 'Approve',
      run: () => void (selected && !isChosenGone && settle(selected.id, 'approve')),
    },
    {
      keys: 'n',
      group: 'Inbox',
      text: 'Decline',
      run: () => void (selected && !isChosenGone && settle(selected.id, 'decline')),
    },
    {
      keys: 'c',
      group: 'Inbox',
      text: 'Comment to the patient; Enter ends it',
      run: () => elementOf(selected?.id)?.querySelector('input')?.focus(),
    },
  ]);
  useFocusAfterDecision(items, isDeciding, list.length);

  return (
    <section class="panel practice-inbox" aria-labelledby="practice-inbox-title">
      <header>
        <h2 id="practice-inbox-title">Waiting for approval</h2>
        {list.length > 0 && <span class="muted push">{list.length}</span>}
      </header>
      {list.length === 0 ? (
        <Empty title="Nothing waits for approval">
          An appointment of a type that is approved by hand, or after a while, appears here.{' '}
          <a href={linkTo('patient')}>Book as a patient</a>
        </Empty>
      ) : (
        <ol ref={items}>
          {list.map((appointment) => (
            <Approval
              key={appointment.id}
              appointment={appointment}
              names={names}
              isSelected={appointment === selected}
              isPending={action.isPending}
              error={failed.value === appointment.id ? action.error : undefined}
              comment={comments.value[appointment.id] ?? ''}
              onComment={(comment) => {
                comments.value = { ...comments.peek(), [appointment.id]: comment };
              }}
              onSelect={() => {
                chosen.value = appointment.id;
              }}
              onDecide={(decision) => void settle(appointment.id, decision)}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

/** Keeps the focus in the inbox when the entry that had it was decided here; a decision elsewhere moves no focus. */
function useFocusAfterDecision(
  items: { readonly current: HTMLElement | null },
  isDeciding: { current: boolean },
  count: number,
): void {
  const known = useRef(count);
  useEffect(() => {
    const isFewer = count < known.current;
    known.current = count;
    if (!isFewer || !isDeciding.current) return;
    isDeciding.current = false;
    if (document.activeElement !== document.body) return;
    const selected = items.current?.querySelector('[aria-current]');
    if (selected instanceof HTMLElement) selected.focus();
  }, [count]);
}

interface ApprovalProps {
  readonly appointment: AppointmentView;
  readonly names: Names;
  readonly isSelected: boolean;
  readonly isPending: boolean;
  readonly error: string | undefined;
  readonly comment: string;
  onComment(comment: string): void;
  onSelect(): void;
  onDecide(decision: Decision): void;
}

function Approval(props: ApprovalProps) {
  const { appointment, names, isSelected, isPending, error, comment, onComment, onSelect, onDecide } = props;
  const { id, patient, type, start, schedule } = appointment;
  return (
    <li
      data-approval={id}
      tabIndex={-1}
      aria-current={isSelected ? 'true' : undefined}
      class={isSelected ? 'practice-approval selected' : 'practice-approval'}
      onFocusIn={onSelect}
    >
      <p class="practice-approval-head">
        <a href={linkTo('practice', ['appointment', id], place.value.query)}>{names.patient(patient)}</a>
        <span class="muted">{waitedFor(appointment)}</span>
      </p>
      <p>{names.type(type)}</p>
      <p class="muted">
        {formatMoment(start, now.value)} · {names.schedule(schedule)}
      </p>
      <PlannedDecision appointment={appointment} />
      <input
        type="text"
        maxLength={1000}
        placeholder="Comment (optional)"
        aria-label={`Comment for appointment ${id}`}
        value={comment}
        onInput={(event) => onComment(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          const entry = event.currentTarget.closest('li');
          entry?.focus();
        }}
      />
      <div class="row">
        <Button
          look="primary"
          isPending={isPending}
          aria-label={`Approve appointment ${id}`}
          onClick={() => onDecide('approve')}
        >
          Approve
        </Button>
        <Button isPending={isPending} aria-label={`Decline appointment ${id}`} onClick={() => onDecide('decline')}>
          Decline
        </Button>
        <span class="muted push">{id}</span>
      </div>
      <ErrorNotice error={error} />
    </li>
  );
}

function waitedFor({ history }: AppointmentView): string {
  const since = history.at(-1)?.at;
  if (since === undefined || now.value === undefined) return '';
  const waited = Date.parse(now.value) - Date.parse(since);
  return waited < 60_000 ? 'just now' : `${formatDuration(waited)} ago`;
}

/** The decision that the policy has planned. */
export function PlannedDecision({ appointment: { planned } }: { readonly appointment: AppointmentView }) {
  if (!planned) return null;
  return (
    <p>
      <Badge tone="info">
        planned: {planned.decision} at {exactTimeOf(planned.at)}
      </Badge>
    </p>
  );
}
