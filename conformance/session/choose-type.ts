import { type Coding, tokenOf } from '../read/coding.ts';
import { block } from './block-check.ts';
import type { Run } from './session.ts';
import { slotPairs } from './slot-query.ts';

/** The most types that are tried. */
const MOST_TRIED = 10;

/** Chooses the type that slots are searched by. */
export async function chooseType(run: Run): Promise<Coding> {
  const wanted = run.options.type;
  const offered = await run.types().catch(() => []);
  if (wanted !== undefined) {
    const at = wanted.lastIndexOf('|');
    if (at > 0) return { system: wanted.slice(0, at), code: wanted.slice(at + 1) };
    const known = offered.find(({ code, system }) => code === wanted && system !== '');
    return known ?? block(`the XIS offers no appointment type '${wanted}'`);
  }
  for (const type of offered.filter(({ system }) => system !== '').slice(0, MOST_TRIED)) {
    const found = await run.slots(stepTwo(run, type)).catch(() => undefined);
    if (found?.slots.some(({ status }) => status === 'free')) return { system: type.system, code: type.code };
  }
  // The types are no help: what the slots themselves say is.
  const free = await run.slots(slotPairs({ ...run.window, status: 'free' }));
  const [first] = free.slots.flatMap(({ categories }) => categories);
  return first ?? block('no free slot is offered in the next four weeks');
}

/** The parameters of step 2. */
export function stepTwo(run: Run, type: Coding) {
  return slotPairs({ category: tokenOf(type), ...run.window, status: 'free' });
}
