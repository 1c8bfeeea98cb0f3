import type { SessionView } from '../../../cli/ui/bookings/session.ts';
import { decodeReadable } from '../../../output/readable-url.ts';
import { Badge, Empty } from '../components/feedback.tsx';
import { sentRequests } from './patient-state.ts';

/** The last requests to a XIS that no simulator shows. */
export function SentRequests({ session }: { readonly session: SessionView }) {
  return (
    <section class="panel" aria-labelledby="patient-requests-title">
      <header>
        <h2 id="patient-requests-title">Requests to the XIS</h2>
        <span class="muted push">{session.xis}</span>
      </header>
      {sentRequests.value.length === 0 ? (
        <Empty title="No requests yet" />
      ) : (
        <ol class="patient-requests">
          {sentRequests.value.map(({ method, url, status, durationMs, error }, index) => (
            <li key={index}>
              <Badge tone={status >= 200 && status < 300 && error === undefined ? 'ok' : 'bad'}>
                {status === 0 ? 'no response' : status}
              </Badge>
              <code>
                {method} {decodeReadable(url.startsWith(session.xis) ? url.slice(session.xis.length) : url)}
              </code>
              <span class="muted">{error ?? `${durationMs} ms`}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
