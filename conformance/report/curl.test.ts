import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText, INVISIBLE_CHARACTERS } from '../../fixtures/test/reports/hostile.ts';
import { createExchange } from '../../fixtures/test/reports/sample.ts';
import { runs } from '../../test/support/runs.ts';
import { formatCurl } from './curl.ts';

/** Returns the arguments of each call of curl, as a real shell reads the commands. */
function calls(commands: readonly string[]): readonly (readonly string[])[] {
  const script = `curl() { printf '%s\\0' "$@" $'\\001'; }\n${commands.join('\n')}\n`;
  const env = {
    PATH: '/nowhere',
    LC_ALL: 'C.UTF-8',
    XIS_TESTKIT_TOKEN: 'secret',
    XIS_TESTKIT_PATIENT_BSN: '999900109',
  };
  const { stdout, stderr } = spawnSync('/usr/bin/env', ['PATH=/nowhere', '/bin/bash', '--norc', '-s'], {
    input: script,
    env,
  });
  expect(stderr.toString()).toBe('');
  return stdout
    .toString()
    .split('\0\u0001\0')
    .slice(0, -1)
    .map((call) => call.split('\0'));
}

describe('a request as curl', () => {
  test('is short without headers and body', () => {
    expect(formatCurl(createExchange({ requestHeaders: {} }))).toBe(
      "curl -sSi \\\n  --url 'https://xis.example/fhir/Slot?status=free'",
    );
  });

  test('takes token and BSN from the environment and does not contain them', () => {
    const command = formatCurl(
      createExchange({
        method: 'POST',
        requestHeaders: {
          Authorization: 'Bearer [token]',
          'Content-Type': 'application/fhir+json',
          Host: 'xis.example',
        },
        requestBody: '{"value":"[bsn]","comment":"it\'s [bsn]"}',
      }),
    );
    expect(command).not.toContain('999900109');
    expect(calls([command])).toEqual([
      [
        '-sSi',
        '-H',
        'Authorization: Bearer secret',
        '-H',
        'Content-Type: application/fhir+json',
        '--data-raw',
        '{"value":"999900109","comment":"it\'s 999900109"}',
        '--url',
        'https://xis.example/fhir/Slot?status=free',
      ],
    ]);
  });

  test.each([
    ['an expired token', 'an expired token'],
    ["x'\n$(touch /tmp/x)", 'the token that was sent'],
  ])('names the token that differs from that of the run: %j', (token, named) => {
    const command = formatCurl(createExchange({ token, requestHeaders: { authorization: 'Bearer [token]' } }));
    expect(command.split('\n')[0]).toBe(`# Set TOKEN to ${named}.`);
    expect(calls([`TOKEN=another\n${command}`])[0]).toContain('authorization: Bearer another');
  });

  test('removes spaces between the tokens of JSON', () => {
    const body = { actor: { reference: { identifier: [{ value: '[bsn]' }] } }, comment: '[redacted] a  b' };
    const url = 'https://xis.example/fhir/Appointment/a[bsn]';
    const command = formatCurl(
      createExchange({ url, requestHeaders: {}, requestBody: JSON.stringify(body, undefined, 1) }),
    );
    expect(calls([command])[0]?.slice(6)).toEqual([
      '--data-raw',
      '{"actor":{"reference":{"identifier":[{"value":"999900109"}]}},"comment":"[redacted] a  b"}',
      '--url',
      'https://xis.example/fhir/Appointment/a999900109',
    ]);
  });

  test("never uses the test patient's BSN for another BSN, and has a note", () => {
    const command = formatCurl(createExchange({ requestHeaders: {}, requestBody: '{"value":"[another bsn]"}' }));
    expect(command).toMatch(/^# Replace <another BSN> by .*\ncurl /);
    expect(command).not.toContain('$XIS_TESTKIT_PATIENT_BSN');
    expect(calls([command])[0]).toContain('{"value":"<another BSN>"}');
  });

  test.each(['{\n "a": 1\n[shortened]', '[5 characters of text]'])(
    'has a note when the body is not whole: %s',
    (requestBody) => {
      const command = formatCurl(createExchange({ requestHeaders: {}, requestBody }));
      expect(command).toMatch(/^# The report has only part of the body: complete it by hand.\ncurl /);
      expect(calls([command])[0]?.slice(5, 6)).toEqual(['--data-raw']);
    },
  );

  test('sends a body without a Content-Type, an empty body and an empty header, and reads no file', () => {
    const bare = createExchange({ method: 'POST', requestHeaders: { 'x-empty': '' }, requestBody: '' });
    const [first, second] = calls([formatCurl(bare), formatCurl({ ...bare, requestBody: '@/etc/passwd' })]);
    expect(first?.slice(1, 7)).toEqual(['-H', 'x-empty;', '-H', 'Content-Type:', '--data-raw', '']);
    expect(second?.slice(5, 7)).toEqual(['--data-raw', '@/etc/passwd']);
  });

  test('sets the method where curl has another default, and keeps brackets in URLs', () => {
    const exchanges = [
      createExchange({ method: 'PUT', requestHeaders: {}, requestBody: '{}' }),
      createExchange({ method: 'GET', requestHeaders: {}, requestBody: '{}' }),
      createExchange({ method: 'HEAD', requestHeaders: {} }),
      createExchange({ requestHeaders: {}, url: 'https://xis.example/a[1-9]{b,c}' }),
    ];
    expect(calls(exchanges.map(formatCurl)).map((call) => call.slice(1, 3))).toEqual([
      ['-X', 'PUT'],
      ['-X', 'GET'],
      ['--head', '--url'],
      ['--globoff', '--url'],
    ]);
  });

  test('gives a shell exactly the text that was sent, and never controls the terminal', () => {
    // An argument cannot contain these characters.
    const replaceImpossible = (text: string) => text.replace(/[\0\p{Cs}]/gu, '\uFFFD');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(hostileText, hostileText, hostileText), { minLength: 40, maxLength: 40 }),
        (texts) => {
          const commands = texts.map(([method, url, body]) =>
            formatCurl(
              createExchange({
                method,
                url,
                requestBody: body,
                requestHeaders: { 'x-a': `v${url}`, 'bad name': 'skipped' },
              }),
            ),
          );
          for (const command of commands) expect(command).not.toMatch(INVISIBLE_CHARACTERS);
          const expected = texts.map(([method, url, body]) =>
            ['-X', method, '-H', `x-a: v${url}`, '-H', 'Content-Type:', '--data-raw', body, '--url', url].map(
              replaceImpossible,
            ),
          );
          expect(calls(commands).map((call) => call.filter((part) => !['-sSi', '--globoff'].includes(part)))).toEqual(
            expected,
          );
        },
      ),
      { numRuns: runs(2) },
    );
  });
});
