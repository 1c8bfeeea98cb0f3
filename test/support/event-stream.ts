/** An event as it was sent. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
  readonly data: any;
}

/** A client of server-sent events. */
export interface EventStream {
  /** Returns the next event; undefined at the end of the stream. */
  next(): Promise<ReceivedEvent | undefined>;
  /** Returns the next events, as many as asked for. */
  take(count: number): Promise<readonly ReceivedEvent[]>;
  /** Returns the next block of lines, which may be a comment. */
  nextBlock(): Promise<string | undefined>;
  /** All that has arrived. */
  readonly text: string;
  close(): Promise<void>;
}

/** Connects to a stream of server-sent events. */
export async function openEventStream(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventStream> {
  const response = await fetch(url, { headers });
  if (response.status !== 200 || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let position = 0;
  const nextBlock = async (): Promise<string | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n', position);
      if (end >= 0) {
        const block = text.slice(position, end);
        position = end + 2;
        return block;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
  };
  const next = async (): Promise<ReceivedEvent | undefined> => {
    for (;;) {
      const block = await nextBlock();
      if (block === undefined) return undefined;
      if (!block.startsWith(':')) return parseEvent(block);
    }
  };
  return {
    next,
    nextBlock,
    async take(count) {
      const events: ReceivedEvent[] = [];
      while (events.length < count) {
        const event = await next();
        if (!event) throw new Error(`expected ${count} events, got ${events.length} before the end`);
        events.push(event);
      }
      return events;
    },
    get text() {
      return text;
    },
    close: () => reader.cancel(),
  };
}

/** Parses an event of one line for each field, as the simulator sends it. */
function parseEvent(block: string): ReceivedEvent {
  const [, id = '', event = '', data = ''] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block) ?? [];
  if (data === '') throw new Error(`expected an event with id, event and data, got ${JSON.stringify(block)}`);
  return { id, event, data: JSON.parse(data) };
}
