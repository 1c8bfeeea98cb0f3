import type { CheckOptions, RunningListener } from '../../conformance/index.ts';
import type { OwnRunFile } from './run-file.ts';

/** What is going to be done, before it is. */
export function greeting(
  { baseUrl, organization, patient }: CheckOptions,
  most: number,
  runFile: OwnRunFile | undefined,
  listener: RunningListener | undefined,
): string {
  const lines = [
    `Checks ${baseUrl} for organization ${organization}.`,
    runFile
      ? `Makes at most ${most} appointments for ${patient?.reference}, and cancels them again. Run file: ${runFile.path}`
      : 'Only reads. With --allow-booking it makes appointments as well, and cancels them again.',
    ...(listener ? [`Waits for callbacks at ${listener.url} (port ${listener.port}).`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
