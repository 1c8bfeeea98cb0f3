import { redactCredentials } from '../../output/redaction.ts';
import { escapeControlCharacters, shorten } from '../../output/terminal-text.ts';
import { SIMULATOR_NAME } from '../../simulator/index.ts';
import { fetchOnce } from '../../transport/fetch-once.ts';
import { parseJson } from '../../transport/parse-json.ts';
import { wait } from '../../transport/wait.ts';
import type { Connection } from '../connection.ts';

/** The practice of a booking, for its user. */
export interface PracticeDescription {
  /** Its name with its AGB code, as far as they are known. */
  readonly name: string;
  /** Returns the lines that say how an appointment that waits for approval is approved. */
  explainApproval(appointment: string): readonly string[];
}

/** A question that only makes texts clearer must not delay a booking. */
const TIMEOUT_MS = 2000;
const MAX_BYTES = 1_048_576;
const MAX_NAME_LENGTH = 200;

/** Describes a practice of which only the AGB code is known. */
export function describeUnknownPractice(agb: string): PracticeDescription {
  return {
    name: `practice ${agb}`,
    explainApproval: () => ['Approve it in the XIS, as the practitioner.'],
  };
}

/**
 * Finds out whether a XIS is a simulator of this kit, which knows the name of the practice and lets the user approve: by its
 * CapabilityStatement, which any XIS may be asked for. Its control interface gets no token, because any server could say that it
 * is one.
 * @param base the FHIR base
 */
export async function findPractice(
  base: string,
  agb: string,
  network: Pick<Connection['network'], 'fetch' | 'proxyOf'>,
): Promise<PracticeDescription> {
  const unknown = describeUnknownPractice(agb);
  const url = base.replace(/\/+$/, '');
  const address = /^(.*)\/fhir$/.exec(url)?.[1];
  if (address === undefined) return unknown;
  const read = (target: string) => readObject(target, network);
  const { software } = await read(`${url}/metadata`);
  if ((software as { readonly name?: unknown } | undefined)?.name !== SIMULATOR_NAME) return unknown;
  const { name } = await read(`${address}/__admin/organizations/${agb}`);
  return {
    name:
      typeof name === 'string' ? `${shorten(escapeControlCharacters(name), MAX_NAME_LENGTH)} (${agb})` : unknown.name,
    explainApproval(appointment) {
      const shown = redactCredentials(address);
      const path = `organizations/${agb}/approvals/${encodeURIComponent(appointment)}/approve`;
      return [`Approve it at ${shown}/#/${agb}/practice, or by`, `curl -X POST ${shown}/__admin/${path}`];
    },
  };
}

async function readObject(
  url: string,
  network: Pick<Connection['network'], 'fetch' | 'proxyOf'>,
): Promise<Readonly<Record<string, unknown>>> {
  const limits = { system: { ...network, wait }, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
  const { status, bytes, failure } = await fetchOnce(url, { headers: { Accept: 'application/json' } }, limits);
  if (status !== 200 || failure) return {};
  const parsed = parseJson(bytes.toString());
  const value = 'value' in parsed ? parsed.value : undefined;
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
