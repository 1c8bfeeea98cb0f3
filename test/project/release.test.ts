import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const { releaseChanges } = await import(resolve(import.meta.dirname, '../../scripts/release.mjs'));

const HEAD = '# Changelog\n\n## [Unreleased]\n';
const OLDER = '\n## [0.1.0] - 2026-01-05\n\n### Added\n\n- An older change.\n';

describe('the changes of a release', () => {
  test('move below its version and date, and the older ones stay', () => {
    const changes = '\n### Added\n\n- A change.\n';
    expect(releaseChanges(HEAD + changes + OLDER, '0.2.0', '2026-11-27')).toBe(
      `${HEAD}\n## [0.2.0] - 2026-11-27\n${changes}${OLDER}`,
    );
  });

  test.each([
    ['without unreleased changes', HEAD + OLDER, '0.2.0', /expected changes below ## \[Unreleased\], got nothing/],
    ['without their heading', '# Changelog\n', '0.2.0', /expected ## \[Unreleased\], got no such heading/],
    ['of a version that is there', `${HEAD}\n- A change.\n${OLDER}`, '0.1.0', /0\.1\.0 has its changes already/],
  ])('%s: an error', (_name, text, version, message) => {
    expect(() => releaseChanges(text, version, '2026-11-27')).toThrow(message);
  });
});
