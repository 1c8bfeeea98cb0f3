import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { ControlAccess } from '../../fhir/http/control-access.ts';
import { type PageFiles, readPageFiles } from '../../fhir/http/page-files.ts';
import { sendOutcome } from '../../fhir/http/send-json.ts';
import { packagePath } from '../../package/files.ts';
import { realSystem } from '../../simulator/index.ts';
import { createUiHandler, type HandleUiRequest } from './handle-request.ts';
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

/** A part that is loaded when it is first used: most users of a simulator never check a XIS in the page. */
export interface LazyUiPart {
  /** The beginnings of its paths, below `/__ui`. */
  readonly prefixes: readonly string[];
  load(): Promise<UiPart>;
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
  readonly parts: readonly LazyUiPart[];
  /** Receives an unexpected error. */
  readonly onError: (error: unknown) => void;
}

/** The page with its service, to be mounted in a server. */
export interface Ui {
  readonly handle: RequestListener;
  close(): Promise<void>;
}

/** Returns the route of the description of the page. */
export function descriptionRoute(describe: () => unknown): UiRoute {
  return uiRoute('GET', '', 'What the page shows, and the version', {
    response: { description: '`version`, the `views`, and with a simulator its `baseUrl`.' },
    handle: describe,
  });
}

/** Creates the page with the service behind it: what the page needs beside the control interface of a simulator. */
export function createUi({ version, access, simulator, views, parts, onError }: UiOptions): Ui {
  const options = { access, timers: realSystem, onError };
  const description = descriptionRoute(() => ({ version, views, ...(simulator && { baseUrl: simulator.baseUrl }) }));
  const handleOwn = createUiHandler([description], options);
  const loading = new Map<LazyUiPart, Promise<LoadedPart>>();
  const load = (part: LazyUiPart): Promise<LoadedPart> => {
    const known = loading.get(part);
    if (known) return known;
    const loaded = part.load().then((ui): LoadedPart => ({ ui, handle: createUiHandler(ui.routes, options) }));
    loading.set(part, loaded);
    // The next request tries again.
    loaded.catch(() => loading.delete(part));
    return loaded;
  };
  const fail = (error: unknown, response: ServerResponse): void => {
    onError(error);
    sendOutcome(response, 500, 'exception', 'Unexpected error.');
  };
  let files: PageFiles | undefined;
  return {
    handle(request, response) {
      const url = request.url ?? '/';
      const path = url.split('?')[0] ?? '/';
      if (path === '/' || path.startsWith(`${UI_PATH}/assets/`)) {
        try {
          files ??= readPageFiles(packagePath('dist/ui'));
        } catch (error) {
          // The sources were not built.
          return fail(error, response);
        }
        return sendFile(files, path, request, response);
      }
      const below = url.startsWith(UI_PATH) ? url.slice(UI_PATH.length) : '/';
      const part = parts.find(({ prefixes }) => prefixes.some((prefix) => below.startsWith(prefix)));
      if (!part) return handleOwn(request, response, below);
      load(part)
        .then((loaded) => handleByPart(loaded, below, request, response))
        .catch((error) => fail(error, response));
    },
    async close() {
      // A part that fails keeps no other one from its end.
      const closed = await Promise.allSettled([...loading.values()].map(async (part) => (await part).ui.close()));
      for (const each of closed) if (each.status === 'rejected') onError(each.reason);
    },
  };
}

interface LoadedPart {
  readonly ui: UiPart;
  readonly handle: HandleUiRequest;
}

function handleByPart(
  { ui, handle }: LoadedPart,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const open = ui.open?.find(({ prefix }) => path.startsWith(prefix));
  if (open) open.handle(request, response, path.slice(open.prefix.length));
  else handle(request, response, path);
}

function sendFile(files: PageFiles, path: string, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendOutcome(response, 405, 'not-supported', 'This path supports GET only.', { Allow: 'GET, HEAD' });
  }
  if (files.send(path, request.headers['accept-encoding'], response)) return;
  sendOutcome(response, 404, 'not-found', 'Unknown path.');
}
