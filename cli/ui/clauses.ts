import { REQUIREMENTS } from '../../conformance/index.ts';
import type { UiPart } from './create-ui.ts';
import { uiRoute } from './route.ts';

/** Creates the part of the service that knows the clauses of the protocol. */
export function createClauses(): UiPart {
  return {
    routes: [
      uiRoute('GET', '/clauses', 'The clauses of the protocol', {
        response: { description: '`clauses`, each with `id`, `level` and `text`.' },
        handle: () => ({ clauses: REQUIREMENTS.map(({ id, level, text }) => ({ id, level, text })) }),
      }),
    ],
    close: async () => undefined,
  };
}
