import { redactText } from '../output/redaction.ts';
import type { Failure, FailureReason } from './failure.ts';
import type { XisClient } from './http/xis-client.ts';
import type { Observer } from './observation.ts';
import type { ResolvedOptions } from './options.ts';
import { type MessageId, messageFor } from './texts.ts';
import { searchWindow } from './window.ts';

export type FlowContext = ReturnType<typeof createContext>;

/** Creates the context of every step of the flow. */
export function createContext(options: ResolvedOptions, client: XisClient) {
  const message = (id: MessageId): string => messageFor(id, options.language);
  return {
    options,
    client,
    /** Returns a text for the patient. */
    messageFor: message,
    /** Returns the window of step 2, which starts tomorrow. */
    window: () => searchWindow(options.system.now(), options.timeZone, options.dateFormat),
    /** Logs what Spreekuur.nl would log, and returns the failure of the step. */
    fail(reason: FailureReason, { observations }: Observer): Failure {
      options.logError(redactText(reason.clause === undefined ? reason.error : `${reason.clause}: ${reason.error}`));
      return { outcome: 'failed', ...reason, text: message('failed'), observations };
    },
  };
}
