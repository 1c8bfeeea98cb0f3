import type { ServerResponse } from 'node:http';

export const EVENT_STREAM = 'text/event-stream';

/** An event of a stream, which is sent as the JSON of the whole object. */
export interface ServerSentEvent {
  /** The id, with which a client resumes. */
  readonly number: number;
  readonly type: string;
}

/** The timers of a server. */
interface Timers {
  /** Calls a function after a number of real milliseconds; returns a function that cancels the call. */
  after(milliseconds: number, call: () => void): () => void;
}

/** The real milliseconds between two comments, so that no proxy ends an idle connection. */
const HEARTBEAT_MS = 15_000;
/** The heartbeats that a client may take to read what is sent. */
const MAX_BLOCKED_HEARTBEATS = 4;

/**
 * Sends server-sent events until there are no more, or the client disconnects (HTML Standard, 9.2). An event waits until the
 * client has read those before it; a client that reads nothing for a minute is disconnected, and can resume.
 */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterableIterator<ServerSentEvent>,
  timers: Timers,
): Promise<void> {
  // A client may have gone while the organization was opened; nothing says so later.
  if (response.destroyed) return void (await events.return?.());
  response.writeHead(200, {
    'Content-Type': `${EVENT_STREAM}; charset=utf-8`,
    'Cache-Control': 'no-store',
    // Otherwise nginx would collect events before it passes them on.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.once('close', () => void events.return?.());
  const cancelHeartbeat = startHeartbeat(response, timers);
  try {
    for await (const event of events) {
      if (!response.write(formatEvent(event))) await waitForDrain(response);
    }
  } finally {
    cancelHeartbeat();
    response.end();
  }
}

/** JSON has no line break: those of a text are escaped in it. */
function formatEvent(event: ServerSentEvent): string {
  return `id: ${event.number}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function waitForDrain(response: ServerResponse): Promise<void> {
  if (response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}

/** Returns a function that stops the heartbeat. */
function startHeartbeat(response: ServerResponse, timers: Timers): () => void {
  let blocked = 0;
  const beat = (): void => {
    if (response.writableNeedDrain) blocked += 1;
    if (blocked > MAX_BLOCKED_HEARTBEATS) return void response.destroy();
    if (blocked === 0) response.write(':\n\n');
    cancel = timers.after(HEARTBEAT_MS, beat);
  };
  response.on('drain', () => {
    blocked = 0;
  });
  let cancel = timers.after(HEARTBEAT_MS, beat);
  return () => cancel();
}
