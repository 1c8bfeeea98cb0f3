import { describe, expect, test } from 'vitest';
import { formatTextReport, verifyXis, type XisVerificationOptions } from '../../contracts/index.ts';
import { realSystem } from '../../engine/index.ts';
import { CATEGORY, EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator } from '../../simulator/index.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import { type Oddities, startOddXis } from '../support/odd-xis.ts';
import { toInstant } from '../support/time.ts';

/** A XIS that differs from the simulator in a few places. */
interface OddCase {
  readonly practice?: Partial<TestPractice>;
  readonly oddities?: Oddities;
  readonly options?: Partial<XisVerificationOptions>;
  /** Whether the XIS has internal types, of a category that Spreekuur.nl has (AT-2). */
  readonly hasCategory?: boolean;
}

async function verified({ practice = {}, oddities = {}, options = {}, hasCategory = true }: OddCase) {
  const simulator = await createSimulator({
    port: 0,
    configuration: { organizations: [{ ...SMALL_PRACTICE, agb: '01000001', ...practice }] },
  });
  await simulator.listen();
  const xis = await startOddXis({ target: simulator.baseUrl, ...oddities });
  const now = () => toInstant('2027-01-11T07:00:00+01:00');
  try {
    const report = await verifyXis({
      baseUrl: xis.baseUrl,
      organization: '01000001',
      ...(hasCategory && { category: CATEGORY }),
      patient: EMMA,
      system: { ...realSystem, now, elapsed: () => 0 },
      ...options,
    });
    const of = (outcome: string) =>
      report.interactions.filter((result) => result.outcome === outcome).map(({ description }) => description);
    const appointments = simulator.organization().appointments.list();
    const open = appointments.filter(({ state }) => !['cancelled', 'declined'].includes(state));
    return { report, of, open };
  } finally {
    await Promise.all([xis.close(), simulator.close()]);
  }
}

const NOT_FOUND = {
  status: 404,
  body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] },
};
const UNKNOWN_PATIENT = 'a request for a patient who is not known';
const ACTOR = 'urn:extension:actor';

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
const eachSlot = (change: (slot: any) => void): NonNullable<Oddities['response']> => {
  return (response, { path }) => {
    if (path !== '/Slot') return undefined;
    const body = response.json();
    for (const { resource } of body.entry ?? []) change(resource);
    return { body };
  };
};

const RIGHT: readonly (OddCase & {
  readonly what: string;
  /** The interactions that have a warning. */
  readonly warned?: readonly string[];
  /** The interactions that do not apply, beside that of a patient who is not known. */
  readonly notApplicable?: readonly string[];
})[] = [
  {
    what: 'TR-2, SL-9, AP-4, CN-1: knows one form of everything, which the options name',
    practice: {
      understands: {
        organizationHeader: 'organisation_agb',
        organizationFormat: 'code',
        dateFormat: 'date',
        dateParameter: 'Schedule.date',
        practitionerStatus: 'needs-action',
        readBack: 'search',
        dialect: 'r4',
      },
    },
    options: {
      organizationHeader: 'organisation_agb',
      organizationFormat: 'code',
      dateFormat: 'date',
      dateParameter: 'Schedule.date',
      practitionerStatus: 'needs-action',
      readBack: 'search',
      dialect: 'r4',
    },
    notApplicable: ['a read of an appointment by its id', 'a read of an appointment that is not there'],
  },
  {
    what: 'AP-4: has no approval workflow, and refuses a practitioner who needs action',
    practice: {
      understands: { practitionerStatus: 'accepted' },
      appointmentTypes: SMALL_PRACTICE.appointmentTypes?.map((type) => ({ ...type, approval: 'none' as const })) ?? [],
    },
    notApplicable: ['an appointment for a free slot that needs approval'],
  },
  {
    what: 'AP-4: refuses a practitioner who is accepted, and gets the other status',
    practice: { understands: { practitionerStatus: 'needs-action' } },
  },
  {
    what: 'CN-1: has the read only, no PractitionerRole, no Schedule and no Patient',
    practice: { understands: { readBack: 'read' } },
    oddities: {
      request: ({ path }) => (/^\/(?:PractitionerRole|Schedule|Patient)$/.test(path) ? NOT_FOUND : undefined),
    },
    notApplicable: [
      'a request for the patient',
      'a search for an appointment by its id',
      'a search for an appointment that is not there',
    ],
  },
  {
    what: 'AP-2, AP-18: has two places at one time, and keeps the slots of cancelled appointments closed',
    practice: {
      schedules: (SMALL_PRACTICE.schedules ?? []).flatMap((schedule) => [
        schedule,
        { ...schedule, id: `${schedule.id}-2` },
      ]),
      answers: { reopensSlots: false },
    },
  },
  {
    what: 'AP-16, AP-19, TR-10: errors have no body, and a cancellation is application/json',
    practice: { answers: { errorBodies: false, otherMediaType: 'application/json' } },
    warned: [
      'a cancellation by the patient',
      'a read of an appointment by its id',
      'a read of an appointment that is not there',
      'an appointment at a time that has no slot',
      'an appointment for a slot that has been taken',
    ],
  },
  {
    what: 'AT-2: has no internal types, and ignores the category of the types',
    hasCategory: false,
    oddities: { request: ({ path, query }) => void (path.startsWith('/ValueSet') && query.delete('service-category')) },
    warned: ['a request for the appointment types of a service category that has none'],
    notApplicable: ['a request for the appointment types of a service category'],
  },
  {
    what: 'AP-19: a slot that does not exist is 409; SL-8, SL-11, SL-24: needs a category, and knows ids without commas',
    oddities: {
      request: ({ path, query }) => {
        if (path !== '/Slot') return undefined;
        const isRead = query.has('service-category') && ![...query.values()].some((value) => value.includes(','));
        return isRead && !query.get('schedule')?.includes('/') ? undefined : { ...NOT_FOUND, status: 400 };
      },
      response: ({ status }, { method }) => (method === 'POST' && status === 422 ? { status: 409 } : undefined),
    },
    warned: ['an appointment at a time that has no slot'],
  },
  {
    what: 'SL-6: a slot has several references, and that of the practitioner is not the first',
    oddities: {
      response: eachSlot((slot) => {
        const room = { url: 'urn:room', valueReference: { reference: 'Location/3', display: 'Kamer 3' } };
        slot.extension = [room, ...slot.extension];
      }),
    },
  },
  {
    what: 'SL-4: times have twelve decimals',
    oddities: {
      response: eachSlot((slot) => {
        slot.start = slot.start.replace('+', '.000000000000+');
      }),
    },
  },
];

const WRONG: readonly (OddCase & {
  readonly what: string;
  readonly failed: readonly string[];
  readonly message: RegExp;
})[] = [
  {
    what: 'CN-3, AP-4: knows the dialect of R4 only, and not the one that was asked for',
    practice: { understands: { dialect: 'r4' } },
    failed: [
      'a cancellation by the patient',
      'an appointment for a free slot',
      'an appointment for a free slot that needs approval',
      'an appointment for a slot that has been taken',
    ],
    message: /^expected success in the published dialect, got 4\d\d; the dialect of R4 was understood/,
  },
  {
    what: 'SL-6: of several references that of the practitioner has no type',
    oddities: {
      response: eachSlot((slot) => {
        const room = { url: 'urn:room', valueReference: { reference: 'Location/3', display: 'Kamer 3' } };
        for (const extension of slot.extension) {
          if (extension.url === ACTOR) extension.valueReference.reference = 'jansen';
        }
        slot.extension.push(room);
      }),
    },
    failed: ['a request for the free slots of the coming four weeks'],
    message: /typed reference/,
  },
  {
    what: 'AP-5: returns 201 without the appointment',
    oddities: {
      response: ({ status }, { path }) => (path === '/Appointment' && status === 201 ? { body: '' } : undefined),
    },
    failed: ['an appointment for a free slot'],
    message: /^expected the Appointment as stored/,
  },
  {
    what: 'AT-2: has internal types, and ignores the category',
    oddities: { request: ({ path, query }) => void (path.startsWith('/ValueSet') && query.delete('service-category')) },
    failed: ['a request for the appointment types of a service category that has none'],
    message: /check the filter service-category/,
  },
  {
    what: 'PT-1: has a token of a patient, and no patients',
    options: { token: 'a-token' },
    oddities: { request: ({ path }) => (path === '/Patient' ? NOT_FOUND : undefined) },
    failed: ['a request for the patient'],
    message: /^expected 200, got 404/,
  },
];

describe('a XIS that is right', () => {
  test.each(RIGHT)('$what', async ({ warned = [], notApplicable = [], ...odd }) => {
    const { report, of, open } = await verified(odd);
    expect(report.interactions.filter(({ outcome }) => outcome === 'failed' || outcome === 'not-done')).toEqual([]);
    expect([of('warned'), of('not-applicable')]).toEqual([
      [...warned].sort(),
      [UNKNOWN_PATIENT, ...notApplicable].sort(),
    ]);
    expect([open, report.notCancelled]).toEqual([[], []]);
  });

  test('TR-2, SL-9: knows the older header with a bare code, and dates in the other parameter: the report names the options', async () => {
    const understands = {
      organizationHeader: 'organization_agb',
      organizationFormat: 'code',
      dateFormat: 'date',
      dateParameter: 'Schedule.date',
    } as const;
    const { report, of } = await verified({ practice: { understands } });
    expect([of('failed'), of('not-done')]).toEqual([[], []]);
    expect(report.notes).toEqual([
      "TR-2: the XIS understands the organization as 'code' in organization_agb (organizationHeader, organizationFormat)",
      "SL-9: the XIS understands dates as 'date' in Schedule.date (dateFormat, dateParameter)",
    ]);
    expect(formatTextReport(report)).toMatch(/^TR-2: .*\nSL-9: .*\n\nok {4}/);
  });

  test('AP-4: the report has the status that was understood', async () => {
    const { report } = await verified({ practice: { understands: { practitionerStatus: 'needs-action' } } });
    const booking = report.interactions.find(({ description }) => description === 'an appointment for a free slot');
    expect(booking?.notes).toEqual([
      "AP-4: the XIS rejected the practitioner's status 'accepted' with 422, and understood 'needs-action'",
    ]);
  });
});

describe('a XIS that is wrong', () => {
  test.each(WRONG)('$what', async ({ failed, message, ...odd }) => {
    const { report, of, open } = await verified(odd);
    expect(of('failed')).toEqual([...failed].sort());
    for (const { mismatches, outcome } of report.interactions) {
      if (outcome === 'failed') expect(mismatches[0]?.message).toMatch(message);
    }
    expect([open, report.notCancelled]).toEqual([[], []]);
  });
});
