import { signal } from '@preact/signals';
import { ApiError, fetchPath } from './api.ts';
import { createEventParser } from './event-stream.ts';

/** Whether the page is current: `lost` while the feed is broken and tried again. */
export type FeedStatus = 'connecting' | 'live' | 'lost';

/** The status of the organization's feed. */
export const feedStatus = signal<FeedStatus>('connecting');

/** The pauses between attempts, in milliseconds; the last one repeats. */
const PAUSES_MS = [300, 1000, 2000, 5000];
/** The server sends a comment every 15 seconds: a connection that is silent for longer is dead. */
const SILENCE_MS = 40_000;

export interface FeedOptions<Event> {
  /** The path of the stream, without its query. */
  readonly path: string;
  /** Is called when the stream is open; `isResumed` says that it goes on where it broke. */
  readonly onOpen?: (isResumed: boolean) => void;
  onEvent(event: Event): void;
  readonly onStatus?: (status: FeedStatus) => void;
  /** Is called when the subject is gone. */
  readonly onGone?: () => void;
}

/** Resolves when the page is visible: a browser has six connections to a host, which pages in the background would use up. */
function untilVisible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const follow = (): void => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', follow);
      resolve();
    };
    document.addEventListener('visibilitychange', follow);
  });
}

/**
 * Follows a stream of server-sent events until it is stopped, and resumes it after the last event when it breaks. Ends where
 * the subject is gone (404), and where a token is needed.
 * @returns a function that stops it
 */
export function followFeed<Event>({ path, onOpen, onEvent, onStatus, onGone }: FeedOptions<Event>): () => void {
  const stopped = new AbortController();
  let position: string | undefined;
  let failures = 0;

  const readOnce = async (): Promise<void> => {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    const abortHidden = () => document.hidden && abort();
    stopped.signal.addEventListener('abort', abort);
    document.addEventListener('visibilitychange', abortHidden);
    let silence = setTimeout(abort, SILENCE_MS);
    try {
      const query = position === undefined ? '' : `?after=${encodeURIComponent(position)}`;
      const response = await fetchPath('GET', path + query, { signal: attempt.signal });
      onOpen?.(position !== undefined);
      onStatus?.('live');
      failures = 0;
      const parse = createEventParser();
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(abort, SILENCE_MS);
        for (const { id, data } of parse(value ?? '')) {
          position = id ?? position;
          onEvent(JSON.parse(data) as Event);
        }
      }
    } finally {
      clearTimeout(silence);
      stopped.signal.removeEventListener('abort', abort);
      document.removeEventListener('visibilitychange', abortHidden);
    }
  };

  const follow = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await untilVisible();
      if (stopped.signal.aborted) return;
      try {
        await readOnce();
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) onGone?.();
        if (error instanceof ApiError && [401, 403, 404].includes(error.status)) return;
      }
      if (stopped.signal.aborted) return;
      if (document.hidden) {
        onStatus?.('connecting');
        continue;
      }
      onStatus?.('lost');
      const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
  void follow();
  return () => stopped.abort();
}
