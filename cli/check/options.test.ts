import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { CHECK_OPTIONS, type Option } from '../../conformance/index.ts';
import { integer } from '../../schema/schema.ts';
import { formatCommand } from '../../scripts/reference/command-line-page.ts';
import { checkCommand } from '../check.ts';
import { toSettings } from '../settings.ts';
import { checkConfigSchema, checkTable } from './options.ts';

const pauseMs: Option = {
  description: 'Pause between two requests.',
  schema: integer({ minimum: 1, maximum: 5000 }),
  expected: 'a whole number from 1 to 5000',
  default: 2000,
  requires: ['allowBooking'],
};
const table = checkTable({ ...CHECK_OPTIONS, pauseMs });

/** Parses a command line, and returns the command. */
function parse(...args: readonly string[]): Command {
  const command = checkCommand(table).action(() => undefined);
  return command.parse([...args], { from: 'user' });
}

test('one entry in the table of the library adds an option to help, configuration file, values and docs', () => {
  expect(checkCommand(table).helpInformation()).toMatch(
    /--pause <seconds> +pause between two requests, in seconds\s+\(default: 2\)/,
  );
  expect(checkConfigSchema(table)['properties']).toHaveProperty('pause', {
    type: 'integer',
    minimum: 1,
    maximum: 5,
    expected: 'a whole number from 1 to 5',
    description: 'Pause between two requests, in seconds.',
    default: 2,
  });
  expect(parse('https://xis.example').opts()).toHaveProperty('pause', 2);
  expect(parse('https://xis.example', '--pause', '3').opts()).toHaveProperty('pause', 3);
  expect(formatCommand(checkCommand(table)).join('\n')).toContain(
    '| `--pause <seconds>` | pause between two requests, in seconds (default: `2`) |  |',
  );
});

test('its value reaches the library in its own unit, and is named, validated and combined by the table', () => {
  const values = { url: 'https://xis.example', organization: '01000001', patientReference: 'Patient/1' };
  const booking = { ...values, patientBsn: '999900109', allowBooking: true };
  const { library, nameOption } = toSettings(table, { ...booking, pause: 3 });
  expect(library).toHaveProperty('pauseMs', 3000);
  expect(nameOption('pauseMs' as 'timeoutMs')).toBe('--pause');
  expect(() => toSettings(table, { ...booking, pause: 6 })).toThrow(
    '--pause: expected a whole number from 1 to 5, got 6',
  );
  expect(() => toSettings(table, { ...values, pause: 3 })).toThrow('--pause: requires --allow-booking');
});
