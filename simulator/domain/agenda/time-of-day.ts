/** Minutes after midnight of a time `HH:MM`, `24:00` included; undefined when it is none. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  if (hour === undefined) return undefined;
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 1440 ? minutes : undefined;
}

/** `parseTimeOfDay` of text that was validated before. */
export function minutesOf(text: string): number {
  const minutes = parseTimeOfDay(text);
  if (minutes === undefined) throw new Error(`not a time of day: ${text}`);
  return minutes;
}
