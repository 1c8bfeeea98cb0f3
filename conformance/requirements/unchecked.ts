const TOKENS = 'Where a token comes from cannot be seen in the requests and answers that a check has.';
const SPREEKUUR = 'It asks something of Spreekuur.nl, whose part the check plays.';

/** Why there is no check of a clause, by its id. */
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
