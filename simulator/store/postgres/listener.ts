import pg from 'pg';
import { type Agb, parseAgb } from '../../../fhir/agb.ts';
import type { System } from '../../system.ts';
import { StoreUnavailableError } from '../store-error.ts';
import { type ConnectionSettings, describeFailure } from './connection.ts';

/** The channel of notifications; the payload is the AGB code of the organization that has changed. */
export const CHANNEL = 'xis_testkit';

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5_000;
/** How often the connection is tried: it sends nothing of its own, so only a query finds that its server is gone. */
const BEAT_MS = 15_000;
const BEAT_TIMEOUT_MS = 10_000;

/** Options of a listener. */
export interface ListenerOptions {
  readonly after: System['after'];
  /** Called when the connection is lost, and when it is back. */
  readonly onNotice: (text: string) => void;
  /** Returns whether a connection of the server, by its process id, is one of this process. */
  readonly isOwn: (serverProcess: number) => boolean;
  /** Called with the organizations that have changed, each once for a flood of notifications. */
  readonly onChange: (changed: ReadonlySet<Agb>) => void;
  /** Called when the connection is back: notifications may have been missed. It is called again when it fails. */
  readonly onGap: () => Promise<void>;
}

/** A connection that receives the notifications of all processes, and that is opened again when it is lost. */
export class Listener {
  readonly #settings: ConnectionSettings;
  readonly #options: ListenerOptions;
  #client: pg.Client | undefined;
  #changed = new Set<Agb>();
  /** The next thing to do: a beat, another attempt to connect, or to report a gap. */
  #cancelNext: (() => void) | undefined;
  #attempt: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(settings: ConnectionSettings, options: ListenerOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /**
   * Opens the connection.
   * @throws StoreUnavailableError
   */
  async open(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      throw new StoreUnavailableError(
        `The store ${this.#settings.description} is unavailable: ${describeFailure(error)}.`,
      );
    }
    this.#beatLater();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelNext?.();
    await this.#attempt;
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(this.#settings.config);
    client
      .on('error', () => {})
      .on('notification', ({ payload = '', processId }) => {
        // It knows its own changes.
        if (!this.#options.isOwn(processId)) this.#collect(payload);
      });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    this.#client = client;
    client.once('end', () => this.#lose(client));
  }

  #reconnect(waitMs: number): void {
    this.#next(waitMs, async () => {
      try {
        await this.#connect();
      } catch {
        return this.#reconnect(lengthen(waitMs));
      }
      this.#options.onNotice(`The connection to the store ${this.#settings.description} is back.`);
      await this.#reportGap(FIRST_WAIT_MS);
    });
  }

  async #reportGap(waitMs: number): Promise<void> {
    const client = this.#client;
    const isReported = await this.#options.onGap().then(
      () => true,
      () => false,
    );
    // After a connection that was lost meanwhile, there is another gap.
    if (!client || client !== this.#client) return;
    if (isReported) this.#beatLater();
    else this.#next(waitMs, () => this.#reportGap(lengthen(waitMs)));
  }

  #beatLater(): void {
    this.#next(BEAT_MS, async () => {
      const client = this.#client;
      if (!client) return;
      this.#next(BEAT_TIMEOUT_MS, async () => this.#lose(client));
      client.query('SELECT 1').then(
        () => client === this.#client && this.#beatLater(),
        () => this.#lose(client),
      );
    });
  }

  #lose(client: pg.Client): void {
    client.connection.stream.destroy();
    if (client !== this.#client) return;
    this.#client = undefined;
    if (this.#isClosed) return;
    this.#options.onNotice(`The connection to the store ${this.#settings.description} is lost; it is opened again.`);
    this.#reconnect(FIRST_WAIT_MS);
  }

  /** Does something later, in the place of what was to be done. */
  #next(waitMs: number, act: () => Promise<void>): void {
    this.#cancelNext?.();
    if (this.#isClosed) return;
    this.#cancelNext = this.#options.after(waitMs, () => {
      this.#cancelNext = undefined;
      this.#attempt = act();
    });
  }

  #collect(payload: string): void {
    const agb = parseAgb(payload);
    if (!agb) return;
    if (this.#changed.size === 0) setImmediate(() => this.#report());
    this.#changed.add(agb);
  }

  #report(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    if (!this.#isClosed) this.#options.onChange(changed);
  }
}

function lengthen(waitMs: number): number {
  return Math.min(2 * waitMs, MAX_WAIT_MS);
}
