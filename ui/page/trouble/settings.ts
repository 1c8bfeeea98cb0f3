/** The settings of callbacks and of contention, as their forms have them. */
import type { CallbackSettings, Contention } from '../../../simulator/index.ts';

/** The values of a form, by the name of the control. */
export type FormValues = Readonly<Record<string, string>>;

/** Returns the entries of an object that have a value. */
function filled(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));
}

/** Returns the number of a field; of one that has no number its text, which the control interface rejects. */
export function toNumber(text = ''): number | string | undefined {
  if (text.trim() === '') return undefined;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

/** Returns the settings of a form; an empty field has its default. The control interface validates them. */
export function toCallbacks(values: FormValues): unknown {
  const { url, timeout, organizationHeader, organizationFormat, first, longest } = values;
  const [factor, jitter, attempts] = [values['factor'], values['jitter'], values['attempts']].map(toNumber);
  const retry = filled({ first, factor, longest, jitter, attempts });
  return filled({
    url,
    timeout,
    organizationHeader,
    organizationFormat,
    retry: Object.keys(retry).length === 0 ? undefined : retry,
  });
}

/** Returns the contention of a form. The control interface validates it. */
export function toContention(values: FormValues): unknown {
  const { gone = '', goneValue } = values;
  return filled({
    competitorsPerHour: toNumber(values['competitorsPerHour']),
    phantomShare: toNumber(values['phantomShare']),
    goneWhenBooked: gone === '' ? undefined : { [gone]: toNumber(goneValue) ?? 0 },
  });
}

/** Returns the values of a form for settings of callbacks. */
export function fromCallbacks({ retry = {}, ...settings }: CallbackSettings): FormValues {
  const entries = Object.entries({ ...settings, ...retry }).map(([key, value]) => [key, String(value)]);
  return Object.fromEntries(entries);
}

/** Returns the values of a form for contention. */
export function fromContention({ competitorsPerHour, phantomShare, goneWhenBooked }: Contention): FormValues {
  const [[gone, goneValue] = []] = Object.entries(goneWhenBooked ?? {});
  const values = { competitorsPerHour, phantomShare, gone, goneValue };
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

/** Says what others do: `3 competitors an hour`; empty without contention. */
export function describeContention({ competitorsPerHour = 0, goneWhenBooked, phantomShare = 0 }: Contention): string {
  const parts = [
    competitorsPerHour > 0 ? `${competitorsPerHour} competitors an hour` : '',
    goneWhenBooked ? describeGone(goneWhenBooked) : '',
    phantomShare > 0 ? `${Math.round(phantomShare * 100)}% phantom slots` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function describeGone(gone: NonNullable<Contention['goneWhenBooked']>): string {
  if ('next' in gone) return gone.next > 0 ? `slot gone for the next ${gone.next} bookings` : '';
  return gone.probability > 0 ? `slot gone in ${Math.round(gone.probability * 100)}% of bookings` : '';
}
