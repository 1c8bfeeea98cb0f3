import { defineConfig } from '@playwright/test';

export default defineConfig({
  fullyParallel: true,
  // A job may be busy with other things.
  expect: { timeout: 30_000 },
  use: { timezoneId: 'Europe/Amsterdam' },
});
