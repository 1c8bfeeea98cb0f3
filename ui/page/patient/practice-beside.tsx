import { useMemo } from 'preact/hooks';
import { linkTo } from '../app/router.ts';
import { organization } from '../app/state.ts';
import { Empty } from '../components/feedback.tsx';
import { Inbox } from '../practice/inbox.tsx';
import { createNames } from '../practice/names.ts';
import { Outcomes } from '../practice/outcomes.tsx';
import { usePatients } from '../practice/use-agenda.ts';
import { Sequence } from '../wire/sequence.tsx';
import { messages } from '../wire/wire-state.ts';

/** The messages that are shown below the inbox: those of about two steps of the flow. */
const MAX_MESSAGES = 12;

/** The other side of a booking: what waits in the practice, and the wire between the two. */
export function PracticeBeside() {
  const patients = usePatients();
  const names = useMemo(() => createNames(patients), [patients, organization.value]);
  const last = messages.value.slice(-MAX_MESSAGES);
  return (
    <div class="patient-practice">
      <Inbox names={names} />
      <Outcomes />
      <section class="panel" aria-labelledby="patient-wire-title">
        <header>
          <h2 id="patient-wire-title">The wire between them</h2>
          <a class="push" href={linkTo('wire', [], { view: 'sequence' })}>
            All messages
          </a>
        </header>
        {last.length === 0 ? (
          <Empty title="No messages yet">Log in as a patient to begin.</Empty>
        ) : (
          <Sequence messages={last} />
        )}
      </section>
    </div>
  );
}
