import type { CheckView, WantedApproval, WantedChange } from '../../../cli/ui/checks/check-view.ts';
import { organizationPath, request } from '../app/api.ts';
import { description, organizations } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { checkPath } from './checks.ts';
import { Countdown } from './progress.tsx';

/** Returns whether a check is of a practice of the simulator that serves the page. */
export function isOwnPractice({ url, organization }: CheckView): boolean {
  return url === description.value?.baseUrl && organizations.value.some(({ agb }) => agb === organization);
}

/** What the practice has to do for a check, with the facts to find the appointment. */
export function Tasks({ check }: { readonly check: CheckView }) {
  return (
    <>
      {check.approvals.map((approval) => (
        <Approval key={approval.appointment} check={check} approval={approval} />
      ))}
      {check.changes.map((change) => (
        <Change key={change.change} check={check} change={change} />
      ))}
    </>
  );
}

const DECISIONS = {
  accepted: { verb: 'Approve', path: 'approve' },
  declined: { verb: 'Decline', path: 'decline' },
} as const;

function Approval({ check, approval }: { readonly check: CheckView; readonly approval: WantedApproval }) {
  const { appointment, decision, start, practitioner, until } = approval;
  const { verb, path } = DECISIONS[decision];
  const settle = (outcome: 'decided' | 'unknown') =>
    request('POST', checkPath(check.id, `/approvals/${encodeURIComponent(appointment)}`), { outcome });
  return (
    <Task
      title={`${verb} appointment ${appointment} in the XIS`}
      facts={[
        ['When', readable(start)],
        ['With', practitioner],
      ]}
      until={until}
      done={decision === 'accepted' ? 'It is approved' : 'It is declined'}
      settle={(isDone) => settle(isDone ? 'decided' : 'unknown')}
      {...(isOwnPractice(check) && {
        perform: () =>
          request(
            'POST',
            organizationPath(check.organization, `/approvals/${encodeURIComponent(appointment)}/${path}`),
            {},
          ),
        performText: `${verb} it`,
      })}
    />
  );
}

const CHANGES = {
  make: { verb: 'Make', done: 'It is made' },
  move: { verb: 'Move', done: 'It is moved' },
  cancel: { verb: 'Cancel', done: 'It is cancelled' },
} as const;

function Change({ check, change: wanted }: { readonly check: CheckView; readonly change: WantedChange }) {
  const { change, appointment, start, newStart, practitioner, type, patient, until } = wanted;
  const { verb, done } = CHANGES[change];
  const what = appointment === undefined ? 'an appointment' : `appointment ${appointment}`;
  return (
    <Task
      title={`${verb} ${what} in the XIS, as the practice`}
      facts={[
        ['When', readable(start)],
        ...(newStart === undefined ? [] : ([['New time', readable(newStart)]] as const)),
        ['With', practitioner],
        ['Type', type],
        ['Patient', patient],
      ]}
      until={until}
      done={done}
      settle={(isDone) =>
        request('POST', checkPath(check.id, `/changes/${change}`), { outcome: isDone ? 'changed' : 'unknown' })
      }
      {...(isOwnPractice(check) && {
        perform: () => changeHere(check.organization, wanted),
        performText: `${verb} it`,
      })}
    />
  );
}

/** Makes the change in the practice of this simulator. */
function changeHere(agb: string, wanted: WantedChange): Promise<unknown> {
  const { change, appointment = '', schedule, type, start, newStart, patient } = wanted;
  const path = `/appointments/${encodeURIComponent(appointment)}`;
  if (change === 'make') {
    return request('POST', organizationPath(agb, '/appointments'), { schedule, type, start, patient });
  }
  if (change === 'move') return request('POST', organizationPath(agb, `${path}/move`), { start: newStart });
  return request('POST', organizationPath(agb, `${path}/cancel`), {});
}

interface TaskProps {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly until: string;
  /** The text of the button that says that it was done. */
  readonly done: string;
  settle(isDone: boolean): Promise<unknown>;
  /** Does it in the practice of this simulator. */
  perform?(): Promise<unknown>;
  readonly performText?: string;
}

function Task({ title, facts, until, done, settle, perform, performText }: TaskProps) {
  const confirming = useAction(() => settle(true));
  const leaving = useAction(() => settle(false));
  const performing = useAction(async () => {
    await perform?.();
    await settle(true);
  });
  const isPending = confirming.isPending || leaving.isPending || performing.isPending;
  return (
    <section class="panel check-task" aria-label={title}>
      <div class="panel-body stack">
        <div class="row">
          <h2>{title}</h2>
          <span class="push muted">
            <Countdown until={until} />
          </span>
        </div>
        <dl>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ErrorNotice error={performing.error ?? confirming.error ?? leaving.error} />
        <div class="row">
          {perform && (
            <Button look="primary" isPending={isPending} onClick={() => performing.run()}>
              {performText}
            </Button>
          )}
          <Button look={perform ? 'plain' : 'primary'} isPending={isPending} onClick={() => confirming.run()}>
            {done}
          </Button>
          <Button look="quiet" isPending={isPending} onClick={() => leaving.run()}>
            I cannot
          </Button>
        </div>
      </div>
    </section>
  );
}

/** Formats an instant in its own offset: the XIS has written it. */
function readable(instant: string): string {
  return instant.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2');
}
