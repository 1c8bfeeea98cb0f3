import type { ComponentChildren } from 'preact';
import type {
  RequestDetails as RequestDetailsView,
  RequestExplanation,
  RequestView,
} from '../../../simulator/index.ts';
import { linkTo } from '../app/router.ts';
import { requests } from '../app/state.ts';
import { dateOf, exactTimeOf, formatDate } from '../app/time.ts';
import { Badge } from '../components/feedback.tsx';
import { Json } from '../components/json.tsx';
import { Clauses } from './clauses.tsx';
import { AppointmentLink, CopyButton, Details, Facts, Part, useRead } from './details.tsx';
import { formatMilliseconds } from './exchange-list.tsx';
import { formatUrl } from './messages.ts';
import { listSearchReasons } from './search-reasons.ts';

/** A request and its response, and why it got that. */
export function RequestDetails({ id }: { readonly id: string }) {
  // After a reset, another request has the number.
  const known = requests.value.find((each) => String(each.id) === id);
  const { value: request, error } = useRead<RequestDetailsView>(`/requests/${encodeURIComponent(id)}`, known);
  if (!request) return <Details title={`Request ${id}`} error={error} />;
  const { method, url, status, at, durationMs, operation, appointment, clauses, curl, body } = request;
  const isError = status === 0 || status >= 400;
  return (
    <Details
      title={`Request ${id}`}
      badge={<Badge tone={isError ? 'bad' : 'ok'}>{status === 0 ? 'connection reset' : status}</Badge>}
    >
      <p class="wire-url">
        <b>{method}</b> {formatUrl(url)}
      </p>
      <Why why={request.why} />
      <Oddities request={request} />
      <Facts
        facts={[
          ['Time', `${formatDate(dateOf(at))} ${exactTimeOf(at)}`],
          ['Duration', formatMilliseconds(durationMs)],
          ['Operation', operation],
          ['Appointment', appointment && <AppointmentLink id={appointment} />],
          ['Caller', describeCaller(request)],
        ]}
      />
      {clauses.length > 0 && <Clauses ids={clauses.map(({ id: clause }) => clause)} />}
      {body !== undefined && (
        <Part title="Request">
          <Json value={body} label="Request body" />
        </Part>
      )}
      {request.response && <Response {...request.response} />}
      <Part title="Repeat it" action={<CopyButton key={id} text={curl} />}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls. */}
        <pre class="json" role="group" aria-label="Command" tabIndex={0}>
          {curl}
        </pre>
      </Part>
    </Details>
  );
}

function describeCaller({ caller }: RequestView): string | undefined {
  if (caller === undefined) return undefined;
  const patient = caller.hasPatient ? 'for a patient who is logged in' : 'without a patient';
  return `${caller.client ?? 'A client'}, ${patient}`;
}

/** What is odd about a request: its problem, the fault that struck it, and the notes on it. */
function Oddities({ request: { problem, fault, notes = [] } }: { readonly request: RequestView }) {
  const oddities: readonly (readonly [name: string, content: ComponentChildren])[] = [
    ...(problem === undefined ? [] : ([['Problem', <code key="problem">{problem}</code>]] as const)),
    ...(fault === undefined
      ? []
      : ([
          [
            'Fault',
            <a key="fault" href={linkTo('trouble')}>
              {fault}
            </a>,
          ],
        ] as const)),
    ...notes.map((note) => ['Note', note] as const),
  ];
  if (oddities.length === 0) return null;
  return (
    <ul class="wire-oddities">
      {oddities.map(([name, content], index) => (
        <li key={index}>
          <Badge tone="warn">{name}</Badge> <span>{content}</span>
        </li>
      ))}
    </ul>
  );
}

function Why({ why: { search, conflict } }: { readonly why: RequestExplanation }) {
  return (
    <>
      {search && <SearchReasons search={search} />}
      {conflict && (
        <div class="wire-why">
          <p>
            The slot was{' '}
            {conflict.appointment === undefined ? (
              conflict.text
            ) : (
              <>
                taken by appointment <AppointmentLink id={conflict.appointment} />
              </>
            )}
            {conflict.since !== undefined && `, ${formatDate(dateOf(conflict.since))} ${exactTimeOf(conflict.since)}`}.
          </p>
        </div>
      )}
    </>
  );
}

/** Why a search found what it found: a sentence, and a bar with a part for each reason. */
function SearchReasons({ search }: { readonly search: NonNullable<RequestExplanation['search']> }) {
  const reasons = listSearchReasons(search);
  return (
    <div class="wire-why">
      <p>{search.text}</p>
      <div class="wire-reasons" aria-hidden="true">
        {reasons.map(({ key, text, percent }) => (
          <span key={key} class={`wire-reason ${key}`} title={text} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <ul class="wire-legend">
        {reasons.map(({ key, text }) => (
          <li key={key} class={`wire-reason-name ${key}`}>
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Response({ headers, body, isExcerpt = false }: NonNullable<RequestDetailsView['response']>) {
  return (
    <Part title="Response">
      <Facts facts={Object.entries(headers)} />
      {isExcerpt && <p class="muted">Only the first part is kept.</p>}
      {body !== undefined && <Json value={body} label="Response body" />}
    </Part>
  );
}
