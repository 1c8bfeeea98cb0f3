import { describe, expect, test } from 'vitest';
import { type BookingEngineOptions, EngineOptionError, resolveOptions } from './options.ts';

const GOOD: BookingEngineOptions = { xis: 'http://xis.example/fhir', organization: '01000001' };

describe('options', () => {
  test('slashes at the end of the base URL are removed', () => {
    expect(resolveOptions({ ...GOOD, xis: 'http://xis.example/fhir//' }).xis).toBe('http://xis.example/fhir');
  });

  test('TR-2, SL-9, SL-13, AP-2, AP-4, AP-11, CN-1: the defaults are those of the protocol', () => {
    expect(resolveOptions(GOOD)).toMatchObject({
      organizationHeader: 'X-Organization-Identifier',
      organizationFormat: 'token',
      dateFormat: 'instant',
      dateParameter: 'schedule.date',
      practitionerStatus: undefined,
      approvalTypes: undefined,
      readBack: undefined,
      timeZone: 'Europe/Amsterdam',
      dialect: 'published',
      sendSlot: false,
      answerWithoutBody: 'pending',
    });
  });

  test.each([
    ['xis', { xis: 'xis.example' }],
    ['xis', { xis: 'ftp://xis.example' }],
    ['xis', { xis: 'http://emma:geheim@xis.example/fhir' }],
    ['xis', { xis: 'http://:geheim@xis.example/fhir' }],
    ['xis', { xis: 'http://xis.example/fhir?tenant=1' }],
    ['xis', { xis: 'http://xis.example/fhir#top' }],
    ['organization', { organization: '1' }],
    ['organization', { organization: '00000000' }],
    ['serviceCategory', { serviceCategory: 'SPREEKUUR' }],
    ['timeZone', { timeZone: 'Europe/Utrecht' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
    ['maxBytes', { maxBytes: 0.5 }],
    ['maxPages', { maxPages: -1 }],
    ['organizationHeader', { organizationHeader: 'X-Tenant' as never }],
    ['organizationFormat', { organizationFormat: 'agb' as never }],
    ['dateFormat', { dateFormat: 'week' as never }],
    ['dateParameter', { dateParameter: 'start' as never }],
    ['practitionerStatus', { practitionerStatus: 'tentative' as never }],
    ['readBack', { readBack: 'both' as never }],
    ['dialect', { dialect: 'stu3' as never }],
    ['answerWithoutBody', { answerWithoutBody: 'rejected' as never }],
    ['language', { language: 'de' as never }],
    ['headers', { headers: { 'X-Secret': 'geheim\nX-Other: 1' } }],
  ] as const)('rejects an invalid %s by name: %j', (option, changes) => {
    try {
      resolveOptions({ ...GOOD, ...changes });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(EngineOptionError);
      expect((error as EngineOptionError).option).toBe(option);
      expect((error as EngineOptionError).message).toMatch(new RegExp(`^${option}: expected `));
      expect((error as EngineOptionError).message).not.toContain('geheim');
    }
  });
});
