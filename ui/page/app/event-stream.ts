/** An event of a stream of server-sent events. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/**
 * Creates a parser of server-sent events (HTML Standard, 9.2.6), for a stream that is read by `fetch`: an EventSource cannot
 * send a token.
 * @returns a function that takes the next piece of text, and returns the events that it completes
 */
export function createEventParser(): (text: string) => readonly StreamEvent[] {
  let rest = '';
  return (text) => {
    const blocks = `${rest}${text}`.split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap(parseBlock);
  };
}

function parseBlock(block: string): readonly StreamEvent[] {
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'id') id = value;
    if (field === 'data') data.push(value);
  }
  return data.length === 0 ? [] : [{ id, data: data.join('\n') }];
}
