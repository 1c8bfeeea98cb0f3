/**
 * Lets contenders measure themselves in turns, A B C A B C: what else the machine does meanwhile then strikes all of
 * them, and the quotients of a round hardly at all.
 * @returns what each measured, by round
 */
export async function alternate<K extends string>(
  rounds: number,
  contenders: Readonly<Record<K, () => Promise<number>>>,
): Promise<Readonly<Record<K, readonly number[]>>> {
  const names = Object.keys(contenders) as K[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) measured[name].push(await contenders[name]());
  }
  return measured;
}
