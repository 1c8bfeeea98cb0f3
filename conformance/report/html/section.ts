import type { Markup } from './markup.ts';

/** A part of the page that is jumped to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly body: Markup;
}
