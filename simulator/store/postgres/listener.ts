import pg from 'pg';
import { type Agb, parseAgb } from '../../../fhir/agb.ts';
import type { System } from '../../system.ts';
import { StoreUnavailableError } from '../store-error.ts';
import { type ConnectionSettings, describeFailure } from './connection.ts';

/** The channel of notifications; the payload is the AGB code of the organization that has changed. */
export const CHANNEL = 'xis_testkit';

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5_000;

/** Options of a listener. */
export interface ListenerOptions {
  readonly after: System['after'];
  /** Called when the connection is lost, and when it is back. */
  readonly onNotice: (text: string) => void;
  /** Returns whether a connection of the server, by its process id, is one of this process. */
  readonly isOwn: (serverProcess: number) => boolean;
  /** Called with the organizations that have changed, each once for a flood of notifications. */
  readonly onChange: (changed: ReadonlySet<Agb>) => void;
  /** Called when the connection is back: notifications may have been missed. */
  readonly onGap: () => void;
}

/** A connection that receives the notifications of all processes, and that is opened again when it is lost. */
export class Listener {
  readonly #settings: ConnectionSettings;
  readonly #options: ListenerOptions;
  #client: pg.Client | undefined;
  #changed = new Set<Agb>();
  #cancelWait: (() => void) | undefined;
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
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelWait?.();
    await this.#attempt;
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(this.#settings.config);
    client
      .on('error', () => {})
      .on('notification', ({ payload = '', processId }) => {
        // What this process has changed it knows.
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
    client.once('end', () => {
      if (this.#isClosed) return;
      this.#options.onNotice(`The connection to the store ${this.#settings.description} is lost; it is opened again.`);
      this.#reconnect(FIRST_WAIT_MS);
    });
  }

  #reconnect(waitMs: number): void {
    if (this.#isClosed) return;
    this.#cancelWait = this.#options.after(waitMs, () => {
      this.#attempt = this.#connect().then(
        () => {
          this.#options.onNotice(`The connection to the store ${this.#settings.description} is back.`);
          this.#options.onGap();
        },
        () => this.#reconnect(Math.min(2 * waitMs, MAX_WAIT_MS)),
      );
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
