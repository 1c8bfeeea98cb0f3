import { DateTime } from 'luxon';
import { redactText } from '../output/redaction.ts';
import type { Failure } from './failure.ts';
import type { XisClient } from './http/xis-client.ts';
import type { Observer } from './observation.ts';
import type { ResolvedOptions } from './options.ts';
import { type TextId, textOf } from './texts.ts';
import { type Span, searchWindow } from './window.ts';

/** What every step of the flow works with. */
export interface FlowContext {
  readonly options: ResolvedOptions;
  readonly client: XisClient;
  /** A text for the patient. */
  text(id: TextId): string;
  /** The window that slots are offered in, seen from now. */
  window(): Span;
  now(): DateTime;
  /** A step that could not be done; what Spreekuur.nl would log is logged. */
  failed(reason: Pick<Failure, 'error' | 'clause' | 'path' | 'status'>, observe: Observer): Failure;
}

export function createContext(options: ResolvedOptions, client: XisClient): FlowContext {
  const text = (id: TextId): string => textOf(id, options.language);
  return {
    options,
    client,
    text,
    window: () => searchWindow(options.system.now(), options.timeZone),
    now: () => DateTime.fromMillis(options.system.now(), { zone: options.timeZone }),
    failed(reason, { observations }) {
      options.logError(redactText(reason.clause === undefined ? reason.error : `${reason.clause}: ${reason.error}`));
      return { outcome: 'failed', ...reason, text: text('failed'), observations };
    },
  };
}
