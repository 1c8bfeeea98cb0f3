/** The level of a clause. Only a violated must fails a verification. */
export type Level = 'must' | 'should' | 'advisory';

/** The levels of the clauses that the contracts verify, as in the ledger of the checks. */
export const CLAUSE_LEVELS = {
  'TR-1': 'must',
  'TR-2': 'must',
  'TR-7': 'should',
  'TR-10': 'should',
  'TR-12': 'must',
  'TR-14': 'should',
  'AT-1': 'must',
  'AT-2': 'must',
  'AT-3': 'advisory',
  'AT-5': 'must',
  'SL-1': 'must',
  'SL-3': 'must',
  'SL-4': 'must',
  'SL-5': 'must',
  'SL-6': 'must',
  'SL-7': 'must',
  'SL-8': 'must',
  'SL-9': 'must',
  'SL-10': 'must',
  'SL-11': 'must',
  'SL-12': 'must',
  'SL-21': 'must',
  'AP-1': 'must',
  'AP-2': 'must',
  'AP-4': 'must',
  'AP-5': 'must',
  'AP-6': 'must',
  'AP-7': 'must',
  'AP-11': 'must',
  'AP-15': 'must',
  'AP-16': 'should',
  'AP-19': 'advisory',
  'CB-1': 'must',
  'CB-2': 'must',
  'CB-4': 'must',
  'CB-5': 'advisory',
  'CN-1': 'must',
  'CN-3': 'must',
  'CN-5': 'should',
  'CN-6': 'should',
  'CN-7': 'must',
  'UP-1': 'must',
  'UP-2': 'must',
  'UP-4': 'must',
} as const satisfies Readonly<Record<string, Level>>;

/** The id of a clause that the contracts verify. */
export type Clause = keyof typeof CLAUSE_LEVELS;

/** The clauses of each interaction of the package's pacts, by its description. */
export const INTERACTION_CLAUSES: Readonly<Record<string, readonly Clause[]>> = {
  'a request for the appointment types': ['TR-1', 'AT-1', 'AT-5'],
  'a request for the appointment types of a service category': ['TR-1', 'AT-1', 'AT-2'],
  'a request for the appointment types of a service category that has none': ['AT-2', 'AT-3'],
  'a request for the free slots of the coming four weeks': [
    'TR-1',
    'SL-1',
    'SL-3',
    'SL-4',
    'SL-5',
    'SL-6',
    'SL-7',
    'SL-8',
    'SL-9',
    'SL-10',
    'SL-12',
    'SL-21',
  ],
  'a request for the free slots of four weeks that have none': ['TR-1', 'SL-1', 'SL-9'],
  "a request for the free slots of an agenda's week": ['TR-1', 'SL-1', 'SL-9', 'SL-11', 'SL-12'],
  "a request for the free slots of an agenda's week that has none": ['TR-1', 'SL-1', 'SL-9', 'SL-11'],
  'an appointment for a free slot': ['TR-1', 'AP-1', 'AP-2', 'AP-4', 'AP-5', 'AP-6', 'AP-11', 'AP-15'],
  'an appointment for a free slot that needs approval': ['AP-1', 'AP-4', 'AP-5', 'AP-11', 'AP-15'],
  'an appointment for a slot that has been taken': ['AP-7', 'AP-16'],
  'an appointment at a time that has no slot': ['AP-19'],
  'a search for an appointment by its id': ['CN-1', 'CN-5', 'CN-7'],
  'a search for an appointment that is not there': ['CN-6', 'CN-7'],
  'a read of an appointment by its id': ['CN-1', 'CN-5', 'CN-7'],
  'a read of an appointment that is not there': ['CN-6', 'CN-7'],
  'a cancellation by the patient': ['CN-3'],
  'the practitioner accepts an appointment': ['CB-1', 'CB-2', 'CB-4'],
  'the practitioner accepts an appointment without a comment': ['CB-1', 'CB-2'],
  'the practitioner declines an appointment': ['CB-1', 'CB-2', 'CB-4'],
  'an answer about an appointment that is not known': ['CB-5'],
  'an appointment that the practice has made': ['UP-1', 'UP-2', 'UP-4'],
  'an appointment that the practice has moved': ['UP-1', 'UP-2', 'UP-4'],
  'an appointment that the practice has cancelled': ['UP-1', 'UP-2', 'UP-4'],
  'an appointment of another organization': ['TR-12', 'UP-4'],
};

/** Returns whether a deviation in an interaction only warns. A pact of a broker can have interactions without known clauses. */
export function isOptionalInteraction(description: string): boolean {
  const clauses = INTERACTION_CLAUSES[description] ?? [];
  return clauses.length > 0 && clauses.every((clause) => CLAUSE_LEVELS[clause] !== 'must');
}
