import { expect, test } from 'vitest';
import { definedFormats } from '../../schema/formats.ts';
import '../../fhir/formats.ts';
import './duration.ts';
import './formats.ts';

test.each([
  ['time-zone', ['Europe/Amsterdam', 'America/Havana', 'UTC'], ['Europe/Utrecht', 'Amsterdam', '', 'CEST!']],
  ['time-of-day', ['00:00', '24:00'], ['24:01', '9:00', 'noon']],
  [
    'moment',
    ['next workday 09:00', '2026-12-01 09:00', '2026-12-01T09:00:30+01:00'],
    ['next workday', '2026-12-01', '2026-02-30 09:00'],
  ],
  [
    'slot-start',
    ['next workday 09:00', '2026-12-01T09:00:00+01:00'],
    ['next workday', '2026-12-01T09:00:30+01:00', '2026-12-01T09:00:00.5Z'],
  ],
  ['day', ['2026-12-24', 'today', 'in 2 weeks'], ['2026-12-24 09:00', '2026-12-01T09:00:00Z', '24-12-2026']],
  ['date', ['2026-12-25', '2024-02-29'], ['2026-02-29', '2026-13-01', '25-12-2026', '2026-12-25T00:00:00']],
  ['iso-duration', ['PT30S', 'P1D'], ['30s', 'P1M', '']],
  ['category-token', ['http://linde.example/channel|SPREEKUUR'], ['SPREEKUUR', '|SPREEKUUR', 'a|', 'a|b|c', 'a |b']],
  [
    'system',
    ['http://linde.example/ns', 'urn:oid:2.16.840.1.113883.2.4.3', 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    ['', 'linde', 'urn:oid:', 'urn:oid:3.1', 'urn:oid:2.016', 'urn:uuid:1', 'urn:isbn:1', 'http://a|b', 'http://a b'],
  ],
  [
    'clock-instant',
    ['2026-12-01T09:00:00+01:00', '0001-01-02T00:00:00Z', '9999-12-30T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '9999-12-31T00:00:00+14:00', '2026-12-01', 'now'],
  ],
  ['http-url', ['http://localhost:3000', 'https://spreekuur.example/fhir'], ['ftp://x', 'localhost:3000', '/fhir', '']],
])('%s accepts %j and rejects %j', (format, taken, refused) => {
  const accepts = definedFormats().get(format) ?? (() => undefined);
  expect(taken.filter((text) => !accepts(text))).toEqual([]);
  expect(refused.filter(accepts)).toEqual([]);
});
