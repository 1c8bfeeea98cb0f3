import { describe, expect, test } from 'vitest';
import type { CheckReport } from '../../conformance/index.ts';
import { useCheckedXis } from '../support/check.ts';
import { leanFetch } from '../support/lean-fetch.ts';

const xis = useCheckedXis();

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
type Change = (appointment: any) => unknown;

/** Runs some checks on a XIS whose responses with an appointment are changed, by the way they come. */
async function check(
  only: readonly string[],
  changes: { readonly created?: Change; readonly read?: Change; readonly found?: Change },
): Promise<CheckReport> {
  const { system } = xis.options;
  if (!system) throw new Error('the checked XIS has a system');
  const changedFetch: typeof fetch = async (input, init) => {
    const response = await leanFetch(input, init);
    const { pathname, searchParams } = new URL(String(input));
    const isOk = response.ok && pathname.startsWith('/fhir/Appointment') && !pathname.includes('Response');
    if (!isOk) return response;
    const body = JSON.parse(await response.text());
    if (init?.method === 'POST') changes.created?.(body);
    else if (!searchParams.has('id')) changes.read?.(body);
    else for (const { resource } of body.entry ?? []) changes.found?.(resource);
    return new Response(JSON.stringify(body), { status: response.status, headers: response.headers });
  };
  return xis.check([], { only, system: { ...system, fetch: changedFetch } });
}

const verdictOf = ({ checks }: CheckReport, id: string) => checks.find((result) => result.id === id)?.verdict;

describe('an appointment that is read back', () => {
  test.each<[string, Change]>([
    ['has no status', (appointment) => delete appointment.status],
    ['has a status that is not of FHIR', (appointment) => Object.assign(appointment, { status: 'x' })],
    ['is over already', (appointment) => Object.assign(appointment, { status: 'fulfilled' })],
    ['has no start', (appointment) => delete appointment.start],
    [
      'has a start without an offset',
      (appointment) => Object.assign(appointment, { start: appointment.start.slice(0, 19) }),
    ],
    ['has another start', (appointment) => Object.assign(appointment, { start: '2027-01-01T00:00:00Z' })],
  ])('CN-1: fails if it %s by both ways', async (_, change) => {
    const report = await check(['cancellation/readable'], { read: change, found: change });
    expect(verdictOf(report, 'cancellation/readable')).toBe('fail');
  });

  test('CN-1: one way that shows it is enough', async () => {
    const withoutStart: Change = (appointment) => delete appointment.start;
    for (const changes of [{}, { read: withoutStart }, { found: withoutStart }]) {
      expect(verdictOf(await check(['cancellation/readable'], changes), 'cancellation/readable')).toBe('pass');
    }
  });
});

test.each<[string, string | undefined, string]>([
  ['no reference', undefined, 'fail'],
  ['a reference without a type', 'jansen', 'fail'],
  ['a reference of another type', 'HealthcareService/jansen', 'pass'],
])('AP-4: a practitioner with %s in the response to a booking', async (_, reference, verdict) => {
  const report = await check(['creation/practitioner'], {
    created(appointment) {
      for (const { actor } of appointment.participant) {
        if (!actor.reference.startsWith('Patient/')) actor.reference = reference;
      }
    },
  });
  expect(verdictOf(report, 'creation/practitioner')).toBe(verdict);
});
