import { createRequire } from 'node:module';

/** The pacts that come with the package. */
export const PACTS = {
  /** What Spreekuur.nl's booking engine needs of a XIS. */
  xis: 'spreekuur-booking-engine-xis.json',
  /** What a XIS needs of Spreekuur.nl. */
  spreekuur: 'xis-spreekuur.json',
} as const;

/** Who can be verified with them. */
export type Provider = keyof typeof PACTS;

/** The path of the pact that a provider is verified with. */
export function pactPath(provider: Provider): string {
  return createRequire(import.meta.url).resolve(`#pacts/${PACTS[provider]}`);
}
