import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { ControlAccess } from '../../fhir/http/control-access.ts';
import { sendOutcome } from '../../fhir/http/send-json.ts';
import { realSystem } from '../../simulator/index.ts';
import { createUiHandler } from './handle-request.ts';
import { readPageFiles } from './page-files.ts';
import { type OpenPath, type UiRoute, uiRoute } from './route.ts';

/** The base path of the service behind the page. */
const UI_PATH = '/__ui';

/** A part of the service: a patient's bookings, or checks. */
export interface UiPart {
  readonly routes: readonly UiRoute[];
  readonly open?: readonly OpenPath[];
  /** Ends all that the part has under way. */
  close(): Promise<void>;
}

/** A view that the page begins with. */
export type UiView = 'practice' | 'patient' | 'check';

export interface UiOptions {
  readonly version: string;
  readonly access: ControlAccess;
  /** The simulator that serves the page; without one, only patient and check have something to show. */
  readonly simulator?: { readonly baseUrl: string };
  /** The views of the page, the first one first. */
  readonly views: readonly UiView[];
  readonly parts: readonly UiPart[];
  /** Receives an unexpected error. */
  readonly onError: (error: unknown) => void;
}

/** The page with its service, to be mounted in a server. */
export interface Ui {
  readonly handle: RequestListener;
  close(): Promise<void>;
}

/**
 * Creates the page with the service behind it: what the page needs beside the control interface of a simulator.
 * @throws when the page was not built
 */
export function createUi({ version, access, simulator, views, parts, onError }: UiOptions): Ui {
  const files = readPageFiles(dirname(createRequire(import.meta.url).resolve('#page')));
  const description = uiRoute('GET', '', 'What the page shows, and the version', {
    response: { description: '`version`, the `views`, and with a simulator its `baseUrl`.' },
    handle: () => ({ version, views, ...(simulator && { baseUrl: simulator.baseUrl }) }),
  });
  const routes = [description, ...parts.flatMap((part) => part.routes)];
  const open = parts.flatMap((part) => part.open ?? []);
  const handleRoutes = createUiHandler(routes, { access, timers: realSystem, onError });
  return {
    handle(request, response) {
      const url = request.url ?? '/';
      const path = url.split('?')[0] ?? '/';
      if (path === '/' || path.startsWith(`${UI_PATH}/assets/`)) {
        request.resume();
        if (request.method !== 'GET' && request.method !== 'HEAD') {
          return sendOutcome(response, 405, 'not-supported', 'This path supports GET only.', { Allow: 'GET, HEAD' });
        }
        if (files.send(path, request.headers['accept-encoding'], response)) return;
        return sendOutcome(response, 404, 'not-found', 'Unknown path.');
      }
      if (!url.startsWith(UI_PATH)) {
        request.resume();
        return sendOutcome(response, 404, 'not-found', 'Unknown path.');
      }
      const below = url.slice(UI_PATH.length);
      const found = open.find(({ prefix }) => below.startsWith(prefix));
      if (found) return found.handle(request, response, below.slice(found.prefix.length));
      handleRoutes(request, response, below);
    },
    async close() {
      await Promise.all(parts.map((part) => part.close()));
    },
  };
}
