import { cut, escapeControlCharacters } from '../../../output/terminal-text.ts';
import type { CheckResult } from '../report.ts';
import { painter, VERDICT_LABELS } from './style.ts';
import type { TextOptions } from './text-report.ts';

/** Tells how a check ended, when it did: `ok   12/70  slot-search/status-filter  47 looked at`. */
export function progressLine(check: CheckResult, index: number, total: number, options: TextOptions = {}): string {
  const paint = painter(options.color ?? false);
  const { label, format } = VERDICT_LABELS[check.verdict];
  const place = `${String(index + 1).padStart(String(total).length)}/${total}`;
  const found = check.verdict === 'pass' ? `${check.subjects} looked at` : escapeControlCharacters(check.message);
  const start = `${label} ${place}  ${escapeControlCharacters(check.id)}  `;
  const room = Math.max((options.width ?? 100) - start.length, 20);
  const known = check.known === undefined ? '' : ' (known)';
  const text = found.length > room ? `${cut(found, room - 1)}…` : found;
  return `${paint(format, label)}${start.slice(label.length)}${paint('dim', text)}${known}`;
}
