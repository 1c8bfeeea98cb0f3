import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../schema/mistake.ts';
import { createOrganization } from '../../test/support/practice-rules.ts';
import { checkOrganization } from './check.ts';

const organization = (changes: object) => ({ ...createOrganization(), ...changes });

describe('a BSN', () => {
  test.each([
    [{ patients: [{ id: '1', bsn: '123456789' }] }, 'patients[0].bsn'],
    [{ patients: [{ id: '1', bsn: 123_456_789 }] }, 'patients[0].bsn'],
    [{ patients: [{ id: '1', bsn: ['123456789'] }] }, 'patients[0].bsn'],
    [{ patients: [{ id: 'Emma 123456789' }] }, 'patients[0].id'],
    [{ patients: [{ id: '123456789' }, { id: '123456789' }] }, 'patients[1].id'],
    [{ patients: [{ id: '1', '123456789': 'Emma' }] }, 'patients[0].[bsn]'],
    [{ patients: ['123456789'] }, 'patients[0]'],
    [{ agb: '123456789' }, 'agb'],
  ])('never appears in a message: %#', (changes, path) => {
    const { message } = new ConfigurationError(checkOrganization(organization(changes)));
    expect(message).toMatch(`${path}: `);
    expect(message).not.toContain('123456789');
  });

  test('never appears in a message, for any path', () => {
    const paths = ['agb', 'name', 'timeZone', 'seed', 'holidays', 'patients', 'schedules', 'clock', 'other'];
    const planted = fc.oneof(
      fc.constantFrom<unknown>('123456782', 123_456_782, ['123456782'], { '123456782': 1 }, { now: '123456782' }),
      fc.constant({ bsn: { bsn: '123456782' } }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), planted, (path, value) => {
        const { message, mistakes } = new ConfigurationError(checkOrganization(organization({ [path]: value })));
        expect(message + JSON.stringify(mistakes)).not.toContain('123456782');
      }),
    );
  });
});
