import { createUi, type LazyUiPart } from '../../cli/ui/create-ui.ts';
import { createHttpServer } from '../../fhir/http/http-server.ts';
import { type EventStream, openEventStream } from './event-stream.ts';

/** A response of the service behind the page. */
export interface ServiceResponse {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

/** The service behind the page, on a port of its own. */
export interface RunningService {
  /** Without a path. */
  readonly url: string;
  readonly errors: readonly unknown[];
  send(method: string, path: string, body?: unknown): Promise<ServiceResponse>;
  events(path: string): Promise<EventStream>;
  /** Ends what the service does, while it still responds. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Serves parts of the service; `token` is that of the control interface. */
export async function startService(parts: readonly LazyUiPart[], token?: string): Promise<RunningService> {
  const errors: unknown[] = [];
  const ui = createUi({
    version: '0.0.0',
    access: { token, isLoopback: () => true },
    views: ['check'],
    parts,
    onError: (error) => errors.push(error),
  });
  const server = createHttpServer(ui.handle);
  const url = `http://localhost:${await server.listen(0, 'localhost')}`;
  const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return {
    url,
    errors,
    async send(method, path, body) {
      const response = await fetch(`${url}/__ui${path}`, {
        method,
        headers: authorization,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return { status: response.status, body: isJson ? JSON.parse(text) : undefined, text, headers: response.headers };
    },
    events: (path) => openEventStream(`${url}/__ui${path}`, authorization),
    end: () => ui.close(),
    async close() {
      await ui.close();
      await server.close();
    },
  };
}
