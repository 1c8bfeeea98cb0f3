import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

describe('the options of the benchmark', () => {
  it('select every benchmark but that which installs', () => {
    expect(parseOptions([]).only).toContain('waits');
    expect(parseOptions([]).only).not.toContain('install');
    expect(parseOptions(['--install']).only).toEqual([...parseOptions([]).only, 'install']);
  });

  it('select benchmarks in the order of the report', () => {
    expect(parseOptions(['--only', 'booking', '--only', 'search']).only).toEqual(['search', 'booking']);
    expect(parseOptions(['--only', 'search', '--install']).only).toEqual(['search', 'install']);
  });

  it('write the result of a whole run, and of --peers unless it is coarse', () => {
    const { peers, write } = parseOptions(['--peers']);
    expect({ peers, write }).toEqual({ peers: true, write: true });
    expect(parseOptions(['--peers', '--quick']).write).toBe(false);
    expect(parseOptions(['--write']).write).toBe(true);
    expect(parseOptions(['--quick']).write).toBe(false);
  });

  it.each([
    [['--peers', '--only', 'search'], '--peers: leave out'],
    [['--peers', '--write'], '--peers: leave out'],
    [['--peers', '--install'], '--peers: leave out'],
    [['--write', '--quick'], '--write: leave out'],
    [['--write', '--only', 'search'], '--write: leave out'],
    [
      ['--only', 'serch'],
      "--only: expected one of waits, search, booking, library, growth, soak, organizations, stores, install, got 'serch'",
    ],
    [['--peer'], "Unknown option '--peer'"],
  ])('%j are an error', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});
