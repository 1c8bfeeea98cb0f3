import type { Simulator } from '../../../simulator/create-simulator.ts';
import type { OrganizationOfTest } from '../../../simulator/testing/vitest.ts';
import type { SpreekuurOfTest } from '../spreekuur.ts';

/** What a test has to look with. */
export interface Look {
  readonly xis: OrganizationOfTest;
  /** Another organization, that never has a defect. */
  readonly other: OrganizationOfTest;
  readonly simulator: Simulator;
  readonly spreekuur: SpreekuurOfTest;
}

/** What was seen of a XIS, by name; two that behave alike give the same facts. */
export type Facts = Readonly<Record<string, unknown>>;

/** Looks at one side of a XIS, and what each defect changes of what is seen: only that, everything else stays right. */
export interface DefectCases {
  readonly facts: (look: Look) => Promise<Facts>;
  /** By the defect's id: the facts that are others, given those of a XIS without it. */
  // biome-ignore lint/suspicious/noExplicitAny: facts have every shape
  readonly changes: Readonly<Record<string, (clean: Readonly<Record<string, any>>) => Facts>>;
}
