/**
 * Lets contenders measure themselves in turns, A B C A B C: what else the machine does meanwhile then strikes all of
 * them, and the quotients of a round hardly at all.
 * @returns what each measured, by round
 */
export async function alternate<K extends string, T>(
  rounds: number,
  contenders: Readonly<Record<K, () => Promise<T>>>,
): Promise<Readonly<Record<K, readonly T[]>>> {
  const names = Object.keys(contenders) as K[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) measured[name].push(await contenders[name]());
  }
  return measured;
}
