import { DateTime } from 'luxon';
import { redactText } from '../output/redaction.ts';
import type { Failure } from './failure.ts';
import type { XisClient } from './http/xis-client.ts';
import type { Observer } from './observation.ts';
import type { ResolvedOptions } from './options.ts';
import { type MessageId, messageFor } from './texts.ts';
import { type Span, searchWindow } from './window.ts';

/** The context of every step of the flow. */
export interface FlowContext {
  readonly options: ResolvedOptions;
  readonly client: XisClient;
  /** Returns a text for the patient. */
  messageFor(id: MessageId): string;
  /** Returns the window of step 2, which starts tomorrow. */
  window(): Span;
  now(): DateTime;
  /** Logs what Spreekuur.nl would log, and returns the failure of the step. */
  fail(reason: Pick<Failure, 'error' | 'clause' | 'path' | 'status'>, observe: Observer): Failure;
}

export function createContext(options: ResolvedOptions, client: XisClient): FlowContext {
  const message = (id: MessageId): string => messageFor(id, options.language);
  return {
    options,
    client,
    messageFor: message,
    window: () => searchWindow(options.system.now(), options.timeZone),
    now: () => DateTime.fromMillis(options.system.now(), { zone: options.timeZone }),
    fail(reason, { observations }) {
      options.logError(redactText(reason.clause === undefined ? reason.error : `${reason.clause}: ${reason.error}`));
      return { outcome: 'failed', ...reason, text: message('failed'), observations };
    },
  };
}
