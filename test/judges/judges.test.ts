import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXCEPTIONS, findDisagreement, formatDisagreement, needsVerification } from './disagreements.ts';
import { type JudgedXis, startJudgedXis } from './judged-xis.ts';
import { arbitraryMutation, formatMutation, type Mutation, OPERATIONS, parseMutation } from './mutation.ts';

/** `npm run judges` sets these. */
const { JUDGES_CASES, JUDGES_SEED, JUDGES_MUTATION, JUDGES_VERIFY_EVERY, JUDGES_PROGRESS } = process.env;
const CASES = Number(JUDGES_CASES ?? 8);
const SEED = Number(JUDGES_SEED ?? 20261013);
/** The verification has a process of its own, which takes as long as the other two judges. */
const VERIFY_EVERY = Number(JUDGES_VERIFY_EVERY ?? 8);
/** No judge takes longer in real time, on a busy machine; a longer one hangs. */
const MAX_JUDGE_MS = 300_000;

/** Mutations on which the judges once disagreed. */
const ONCE_DISAGREED = [
  // CN-1: the check took an appointment whose start the engine cannot read for readable.
  'read start without-offset',
  // CN-1: the engine did not search for an appointment that its read does not show.
  'read http.body not-json',
  // AP-11: the engine did not see the practitioner's status beside a reference that it does not know.
  'created participant[last].actor.reference other-type',
  // AP-4: the check took a participant without a reference for the practitioner.
  'created participant[last].actor.reference null',
];

let xis: JudgedXis;
/** The same XIS without a read: the engine searches only where it has to (CN-1). */
let xisWithSearch: JudgedXis;
beforeAll(async () => {
  xis = await startJudgedXis();
  xisWithSearch = await startJudgedXis({ understands: { readBack: 'search' } });
}, 600_000);
afterAll(async () => {
  await xis.close();
  await xisWithSearch.close();
});

/** Draws the mutations of a run. */
function drawMutations(): readonly Mutation[] {
  if (JUDGES_MUTATION !== undefined) return [parseMutation(JUDGES_MUTATION)];
  const samples = new Map([...xisWithSearch.samples, ...xis.samples]);
  const drawn = fc.sample(arbitraryMutation(samples), { numRuns: CASES, seed: SEED });
  const unique = new Map(drawn.map((mutation) => [formatMutation(mutation), mutation]));
  return [...unique.values()];
}

/** Judges a XIS by engine and check, and by a verification where it is asked for or explains a failed check. */
async function judge(mutation: Mutation, isVerified: boolean): Promise<string | undefined> {
  const judged = mutation.operation === 'search' || mutation.operation === 'absent' ? xisWithSearch : xis;
  try {
    const engine = await withinTime('engine', judged.judgeByEngine(mutation));
    const check = await withinTime('check', judged.judgeByCheck(mutation));
    const verification =
      isVerified || needsVerification({ engine, check })
        ? await withinTime('verification', judged.judgeByVerification(mutation))
        : undefined;
    return findDisagreement({ mutation, engine, check, verification });
  } catch (error) {
    return `a judge threw an error: ${error instanceof Error ? error.stack : error}`;
  }
}

/** Rejects where a judge hangs. */
async function withinTime<Judgment>(judge: string, judgment: Promise<Judgment>): Promise<Judgment> {
  const signal = AbortSignal.timeout(MAX_JUDGE_MS);
  return Promise.race([
    judgment,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error(`the ${judge} hangs`)));
    }),
  ]);
}

async function findDisagreements(mutations: readonly Mutation[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [index, mutation] of mutations.entries()) {
    const isVerified = JUDGES_MUTATION !== undefined || index % VERIFY_EVERY === 0;
    const text = await judge(mutation, isVerified);
    if (JUDGES_PROGRESS !== undefined) {
      const progress = `${index + 1}/${mutations.length} ${formatMutation(mutation)}: ${text ?? 'agree'}\n`;
      process.stderr.write(progress);
    }
    if (text !== undefined) found.push(formatDisagreement(mutation, text));
  }
  return found;
}

describe('engine, check and verification', () => {
  test(
    'a XIS without a mutation is conformant, can be booked in, and has no failure',
    async () => {
      for (const judged of [xis, xisWithSearch]) {
        expect(await judged.judgeByEngine(undefined)).toEqual({ untrue: [], clauses: [] });
        expect(await judged.judgeByCheck(undefined)).toMatchObject({ verdict: 'conformant', exitCode: 0, blocked: [] });
      }
      expect(await xis.judgeByVerification(undefined)).toEqual({ failed: [] });
    },
    MAX_JUDGE_MS,
  );

  test('the samples have every response that the flow reads', () => {
    expect([...new Set([...xis.samples.keys(), ...xisWithSearch.samples.keys()])].sort()).toEqual(
      [...OPERATIONS].sort(),
    );
  });

  test('agree on a XIS that deviates in one place', async () => {
    expect(await findDisagreements(drawMutations())).toEqual([]);
  }, 3_600_000);

  test.runIf(JUDGES_CASES === undefined && JUDGES_MUTATION === undefined)(
    'agree where they once disagreed',
    async () => {
      expect(await findDisagreements(ONCE_DISAGREED.map(parseMutation))).toEqual([]);
    },
    600_000,
  );

  test('every stated exception has a reason with its clause', () => {
    for (const { reason } of EXCEPTIONS) expect(reason).toMatch(/^[A-Z]{2}-\d+/);
  });
});
