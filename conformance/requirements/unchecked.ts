const TOKENS = 'The origin of a token is not visible in the requests and responses of a check.';
const SPREEKUUR = 'The clause binds Spreekuur.nl, and a check sends requests in its place.';

/** The clauses without a check, with the reason. */
export const UNCHECKED: Readonly<Record<string, string>> = {
  'TR-3': TOKENS,
  'TR-4': TOKENS,
  'TR-5': TOKENS,
  'AT-4': SPREEKUUR,
  'AG-1': SPREEKUUR,
  'AG-2': SPREEKUUR,
  'AG-3': SPREEKUUR,
  'AP-11': SPREEKUUR,
  'AP-12': SPREEKUUR,
  'CB-2': SPREEKUUR,
  'CB-5': SPREEKUUR,
  'UP-2': SPREEKUUR,
  'UP-3': SPREEKUUR,
  'UP-4': SPREEKUUR,
};
