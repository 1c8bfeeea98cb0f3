import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../test/support/runs.ts';
import { parseQuery } from '../http/read-request.ts';
import { formatCurl } from './curl.ts';

const TARGET = { base: 'https://xis.example/booking/fhir', agb: '10000001' };
const REQUEST = { method: 'GET', url: '/fhir/Slot', body: undefined, caller: undefined };

/** Returns the arguments that a shell gives to curl. */
function argumentsOf(command: string): readonly string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  return execFileSync('sh', ['-c', script], { env: { XIS_TESTKIT_TOKEN: 'secret' } })
    .toString()
    .split('\0')
    .slice(0, -1);
}

describe('the curl command of a request', () => {
  it('[TR-2] has the public url and the published organization header', () => {
    expect(argumentsOf(formatCurl(REQUEST, TARGET))).toEqual([
      '-sSi',
      '--globoff',
      '-H',
      'X-Organization-Identifier: http://fhir.nl/fhir/NamingSystem/agb-z|10000001',
      '--url',
      'https://xis.example/booking/fhir/Slot',
    ]);
  });

  it('has the body, its media type, and a token for a request with a valid one', () => {
    const caller = { client: 'c', hasPatient: true };
    const command = formatCurl({ ...REQUEST, method: 'POST', body: { id: "it's" }, caller }, TARGET);
    expect(argumentsOf(command)).toEqual(
      expect.arrayContaining([
        'Authorization: Bearer secret',
        'Content-Type: application/fhir+json',
        '--data-raw',
        '{"id":"it\'s"}',
      ]),
    );
    expect(command).not.toContain('#');
  });

  it('says which values are missing, and keeps another method', () => {
    const command = formatCurl({ ...REQUEST, method: 'DELETE', url: '/fhir/Slot?[other]&id=[redacted]' }, TARGET);
    expect(command).toMatch(/^# Replace the values in brackets: .*\n/);
    expect(argumentsOf(command)).toEqual(
      expect.arrayContaining(['-X', 'DELETE', 'https://xis.example/booking/fhir/Slot?[other]&id=[redacted]']),
    );
  });

  it('keeps a path outside of the FHIR API', () => {
    expect(argumentsOf(formatCurl({ ...REQUEST, url: '/other' }, TARGET)).at(-1)).toBe('https://xis.example/other');
  });

  it('[SL-15] sends the parameters that came, with an encoded plus', () => {
    const time = fc.constantFrom('ge2027-01-11T00:00:00+01:00', 'ge2027-01-11T00:00:00 01:00', 'a|b', 'x,y', '100%');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('schedule.date', 'status', '_count'), time)), (parameters) => {
        const query = parameters.map(([name, value]) => `${name}=${value}`).join('&');
        const url = argumentsOf(formatCurl({ ...REQUEST, url: `/fhir/Slot?${query}` }, TARGET)).at(-1) ?? '';
        expect(parseQuery(url.split('?')[1] ?? '')?.parameters).toEqual(parameters);
      }),
      { numRuns: runs(5) },
    );
  });
});
