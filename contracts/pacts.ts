import { packagePath } from '../package/files.ts';

/** The pacts of the package. */
export const PACTS = {
  /** The expectations of Spreekuur.nl's booking engine. */
  xis: 'spreekuur-booking-engine-xis.json',
  /** The expectations of a XIS. */
  spreekuur: 'xis-spreekuur.json',
} as const;

/** A side that can be verified. */
export type Provider = keyof typeof PACTS;

/** Returns the path of the pact for a provider. */
export function pactPath(provider: Provider): string {
  return packagePath(`contracts/pacts/${PACTS[provider]}`);
}
