import type { Session } from '../session/session.ts';
import type { Check } from './check.ts';

/** A check of a XIS. */
export type XisCheck = Check<Session>;
