import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CHECKS, type CheckReport } from '../../conformance/index.ts';
import { CHECKED_PRACTICE } from '../../fixtures/test/practices.ts';
import type { AuthorizationServerSettings } from '../../oauth/index.ts';
import { DEFECT_GROUPS } from '../../simulator/defects/catalogue.ts';
import { DEFECTS } from '../../simulator/index.ts';
import { type CheckedXis, startCheckedXis, TOKEN_CHECKS, useCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';
import { IS_FULL } from '../support/runs.ts';

const xis = useCheckedXis();
// A key of RSA takes a tenth of a second; a conformant XIS below has one.
const xisWithTokens = useCheckedXis({ algorithm: 'ES256' });

/** Returns the checks with a finding. */
function caught({ checks }: CheckReport): readonly string[] {
  return checks
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn' || verdict === 'error')
    .map(({ id }) => id);
}

function idsOf(defect: string): readonly string[] {
  return CHECKS.filter(({ catches }) => catches.includes(defect)).map(({ id }) => id);
}

/**
 * Defects that leave an open appointment: a past slot cannot be cancelled (CN-2), a cancellation has no effect, or no update
 * names the appointment that the practice made.
 */
const STAYS = new Set(['appointment-past-accepted', 'cancel-keeps-status', 'update-never']);

/** The first defect of each group, which `npm test` runs every check against. */
const FIRSTS: ReadonlySet<string | undefined> = new Set(DEFECT_GROUPS.map(({ defects }) => defects[0]?.id));

/** Returns the checks that name a defect, with the requests that they look back at; in full, every check. */
function selectChecks(defect: string): Parameters<CheckedXis['check']>[1] {
  const checks = CHECKS.filter(({ catches }) => catches.includes(defect));
  const lookBack = new Set(checks.flatMap(({ fixtures }) => [...fixtures].map(({ runsAfter }) => runsAfter)));
  if (IS_FULL || FIRSTS.has(defect) || lookBack.has('everything')) return {};
  return { only: [...idsOf(defect), ...(lookBack.has('bookings') ? ['creation'] : [])] };
}

/** Whether a defect shows only in a XIS that validates tokens. */
function needsTokens(defect: string): boolean {
  return CHECKS.some(({ id, catches }) => catches.includes(defect) && TOKEN_CHECKS.has(id));
}

describe('every defect is caught by exactly the checks that name it', () => {
  for (const { id, clauses, warns } of DEFECTS) {
    it([clauses.join(', '), id].filter(Boolean).join(': '), async () => {
      const report = await (needsTokens(id) ? xisWithTokens : xis).check([id], selectChecks(id));
      const found = caught(report);
      // The findings explain a failure.
      const why = report.checks.filter((check) => found.includes(check.id) || idsOf(id).includes(check.id));
      expect(found, JSON.stringify(why, undefined, 1)).toEqual(idsOf(id));
      expect(found).not.toEqual([]);
      if (warns) expect(report.counts.fail).toBe(0);
      expect(report.bookings.some(({ cancelled }) => !cancelled)).toBe(STAYS.has(id));
    });
  }
});

it('every check catches a defect, and every defect of a check exists', () => {
  const known = new Set(DEFECTS.map(({ id }) => id));
  expect(CHECKS.filter(({ catches }) => catches.length === 0).map(({ id }) => id)).toEqual([]);
  expect(CHECKS.flatMap(({ catches }) => catches).filter((defect) => !known.has(defect))).toEqual([]);
});

/** Conformant practices that are unusual. */
const RIGHT: readonly {
  readonly name: string;
  readonly practice?: Partial<typeof CHECKED_PRACTICE>;
  /** Settings of its authorization server; without them it has no authentication. */
  readonly authorizationServer?: AuthorizationServerSettings;
  readonly options?: Parameters<CheckedXis['check']>[1];
  /** Checks that do not concern such a XIS. */
  readonly notApplicable?: readonly string[];
  /** Whether the practice is too small for some checks. */
  readonly isSmall?: boolean;
  /** Changes the responses on their way. */
  readonly answers?: (response: Response) => Response | Promise<Response>;
}[] = [
  { name: 'as published' },
  { name: 'with authentication', authorizationServer: {} },
  {
    name: 'with azp, a list of audiences, typ JWT, ES256, an actor and a nested BSN in its tokens',
    authorizationServer: {
      clientClaim: 'azp',
      audienceForm: 'list',
      type: 'JWT',
      algorithm: 'ES256',
      actor: true,
      bsnClaim: 'patient.identification.bsn',
    },
  },
  {
    name: 'with organizations in its tokens, in the dialect of R4',
    practice: { dialect: 'r4' },
    authorizationServer: {
      organizationClaim: 'organizations',
      clients: [
        { clientId: 'spreekuur', clientSecret: 'xis-testkit', organizations: ['01000001', '01000002'] },
        { clientId: 'xis', clientSecret: 'xis-testkit', organizations: ['01000001', '01000002'] },
        { clientId: 'other-practice', clientSecret: 'xis-testkit', organizations: ['01000003'] },
      ],
    },
  },
  { name: 'in the dialect of R4', practice: { dialect: 'r4' } },
  {
    name: 'with absolute Locations, and pages of eleven slots',
    practice: { answers: { location: 'absolute', pageSize: 11 } },
  },
  { name: 'with versions in its Locations', practice: { answers: { location: 'versioned' } } },
  {
    name: 'that returns no body to a booking, as it is asked to',
    options: { headers: { Prefer: 'return=minimal' } },
    notApplicable: ['creation/body'],
  },
  {
    name: 'that names a charset, and has headers of its own',
    answers: (response) => {
      const headers = new Headers(response.headers);
      if (headers.has('content-type')) headers.set('Content-Type', 'application/fhir+json; charset=UTF-8');
      headers.set('ETag', 'W/"1"');
      return new Response(response.body, { status: response.status, headers });
    },
  },
  { name: 'that takes its time', answers: (response) => delay(2, response) },
  {
    name: 'with one slot a week of one type, and two of the other',
    isSmall: true,
    practice: {
      schedules: [
        {
          id: 'jansen',
          practitioner: { id: 'jansen', name: 'Dr. Jansen' },
          hours: [
            { days: ['mon'], from: '09:00', to: '09:20', type: 'consult' },
            { days: ['mon'], from: '14:00', to: '15:00', type: 'gesprek' },
          ],
        },
      ],
    },
  },
  {
    name: 'with one practitioner and one type, all of which waits for approval',
    notApplicable: ['callbacks/unneeded'],
    practice: {
      appointmentTypes: [{ code: 'gesprek', display: 'Gesprek', minutes: 30, approval: 'manual' }],
      schedules: [
        {
          id: 'jansen',
          practitioner: { id: 'jansen', name: 'Dr. Jansen' },
          hours: [{ days: 'workdays', from: '09:00', to: '10:30', type: 'gesprek' }],
        },
      ],
    },
    options: { category: undefined as never },
  },
];

describe('a conformant XIS gets neither failure nor warning', () => {
  for (const { name, practice, authorizationServer, options = {}, isSmall, notApplicable = [], answers } of RIGHT) {
    it(name, async () => {
      const started =
        practice || authorizationServer
          ? await startCheckedXis({ ...CHECKED_PRACTICE, ...practice }, authorizationServer)
          : undefined;
      const target = started ?? xis;
      try {
        const { system } = target.options;
        const network = answers && {
          fetch: async (...request: Parameters<typeof fetch>) => answers(await leanFetch(...request)),
        };
        const overrides = system && network ? { system: { ...system, ...network } } : {};
        const report = await target.check([], { ...options, ...overrides });
        const expected = (id: string) =>
          TOKEN_CHECKS.has(id) && !authorizationServer
            ? 'blocked'
            : notApplicable.includes(id)
              ? 'not-applicable'
              : 'pass';
        const isRight = ({ id, verdict }: CheckReport['checks'][number]): boolean =>
          verdict === expected(id) || (isSmall === true && verdict === 'blocked');
        expect(report.checks.filter((check) => !isRight(check))).toEqual([]);
        if (!isSmall) expect(report.verdict).toBe('conformant');
        expect(report.bookings.length).toBeGreaterThan(3);
        expect(report.bookings.filter(({ cancelled }) => !cancelled)).toEqual([]);
      } finally {
        await started?.close();
      }
    });
  }
});
