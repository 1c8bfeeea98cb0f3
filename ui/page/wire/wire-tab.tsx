import { useEffect, useRef } from 'preact/hooks';
import { goTo, linkTo, place, setQuery } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { deliveries, description, isPaused } from '../app/state.ts';
import { Button, Choice } from '../components/controls.tsx';
import { Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { clearRequests, exportExchanges } from './commands.ts';
import { DeliveryDetails } from './delivery-details.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { ExchangeList, type ShownMessages } from './exchange-list.tsx';
import { matchesFilter, parseFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import type { WireMessage } from './messages.ts';
import { RequestDetails } from './request-details.tsx';
import { SCROLLER } from './row-list.tsx';
import { Sequence } from './sequence.tsx';
import { useFollow } from './use-follow.ts';
import { messages } from './wire-state.ts';
import './wire.css';

const VIEWS = [
  ['list', 'List'],
  ['sequence', 'Sequence'],
  ['deliveries', 'Deliveries'],
] as const;

/** Requests and callbacks as they happen. */
export default function WireTab() {
  const { path, query } = place.value;
  const view = VIEWS.find(([name]) => name === query['view'])?.[0] ?? 'list';
  const filter = parseFilter(query);
  const selected = messages.value.filter((message) => matchesFilter(message, filter));
  const exchanges = selected.filter(({ exchange }) => exchange !== undefined);
  const shown = view === 'list' ? exchanges : selected;
  const [kind, id] = path;
  const isOpen = id !== undefined && (kind === 'request' || kind === 'delivery');
  const isCurrent = (message: WireMessage) => kind !== undefined && id !== undefined && isAbout(message, kind, id);
  const step = (by: number) => {
    const index = exchanges.findIndex(isCurrent);
    const next = exchanges.at(index < 0 ? -1 : Math.min(Math.max(index + by, 0), exchanges.length - 1));
    if (next?.exchange) goTo('wire', pathOf(next.exchange), query);
  };
  useReturnOfFocus(isOpen, id);
  const close = () => goTo('wire', [], query);
  useShortcuts([
    { keys: 'j', group: 'Wire', text: 'Next exchange', run: () => step(1) },
    { keys: 'k', group: 'Wire', text: 'Previous exchange', run: () => step(-1) },
    { keys: 'Escape', group: 'Wire', text: 'Close the exchange', run: close },
  ]);
  return (
    <div class={isOpen ? 'wire open' : 'wire'}>
      <h1 class="visually-hidden">Wire</h1>
      <div class="wire-tools">
        <Choice label="View" options={VIEWS} value={view} onChange={(name) => setQuery({ view: name })} />
        {view !== 'deliveries' && <FilterBar />}
        {view !== 'deliveries' && <JournalActions exchanges={exchanges} />}
      </div>
      <div class="wire-panes">
        {view === 'deliveries' ? (
          <DeliveryList deliveries={[...deliveries.value.values()]} isPaused={isPaused.value} />
        ) : (
          <section class="panel wire-stream" aria-label={view === 'list' ? 'List' : 'Sequence diagram'}>
            {shown.length === 0 ? (
              <NoMessages />
            ) : (
              <Stream key={view} view={view} messages={shown} query={query} isCurrent={isCurrent} />
            )}
          </section>
        )}
        {isOpen && (
          <aside class="panel wire-details" aria-label="Exchange">
            {kind === 'request' ? <RequestDetails id={id} /> : <DeliveryDetails id={id} />}
          </aside>
        )}
      </div>
    </div>
  );
}

/** Gives the focus back to the link of what was open last when that is closed. */
function useReturnOfFocus(isOpen: boolean, id: string | undefined): void {
  const opened = useRef<string | undefined>(undefined);
  useEffect(() => {
    const link = [...document.querySelectorAll('.wire-stream a')].find(
      (each) => each.getAttribute('href') === opened.current,
    );
    if (!isOpen && link instanceof HTMLElement) link.focus();
    opened.current = isOpen ? location.hash : undefined;
  }, [isOpen, id]);
}

function pathOf(exchange: NonNullable<WireMessage['exchange']>): readonly string[] {
  return exchange.kind === 'request' ? ['request', String(exchange.request.id)] : ['delivery', exchange.delivery.id];
}

function isAbout({ exchange }: WireMessage, kind: string, id: string): boolean {
  return exchange?.kind === kind && pathOf(exchange)[1] === id;
}

/** The messages, newest last; the newest are in view until one scrolls away. */
function Stream({ view, ...shown }: ShownMessages & { readonly view: 'list' | 'sequence' }) {
  const { element, isFollowing, onScroll, follow } = useFollow(!shown.messages.some(shown.isCurrent));
  return (
    <>
      <div class={SCROLLER} ref={element} onScroll={onScroll}>
        {view === 'list' ? <ExchangeList {...shown} /> : <Sequence {...shown} />}
      </div>
      {!isFollowing.value && (
        <Button class="wire-newest" onClick={follow}>
          ↓ Newest
        </Button>
      )}
    </>
  );
}

function NoMessages() {
  if (messages.value.length > 0) return <Empty title="No message matches the filter" />;
  const base = description.value?.baseUrl;
  return (
    <Empty title="Nothing on the wire yet">
      <p>
        <a href={linkTo('patient')}>Book as a patient</a>
        {base === undefined ? '.' : ', or send a request to '}
        {base !== undefined && <code>{base}</code>}
      </p>
    </Empty>
  );
}

/** Exports what is selected, and clears the journal. */
function JournalActions({ exchanges }: { readonly exchanges: readonly WireMessage[] }) {
  const save = useAction(exportExchanges);
  const clear = useAction(clearRequests);
  return (
    <div class="row push">
      <span class="muted wire-count">{exchanges.length === 1 ? '1 exchange' : `${exchanges.length} exchanges`}</span>
      <Button look="quiet" isPending={save.isPending} onClick={() => save.run(exchanges)}>
        Export
      </Button>
      <Button
        look="quiet"
        isPending={clear.isPending}
        title="Delete the requests of the journal"
        onClick={() => clear.run()}
      >
        Clear
      </Button>
      <ErrorNotice error={save.error ?? clear.error} />
    </div>
  );
}
