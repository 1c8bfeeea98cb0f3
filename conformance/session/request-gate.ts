/** A request on its way through a gate. */
interface Passage {
  /** Whether another request was under way at any time during it. */
  hasCompany: boolean;
}

/**
 * Creates a gate that lets requests to the XIS pass, a limited number at a time, in the order in which they came.
 * @param limit 1 for one after another
 */
export function createRequestGate(limit: number) {
  const passing = new Set<Passage>();
  const queue: ((passage: Passage) => void)[] = [];
  let places = limit;

  const admit = (): Passage => {
    const passage = { hasCompany: false };
    passing.add(passage);
    if (passing.size > 1) for (const each of passing) each.hasCompany = true;
    return passage;
  };
  const leave = (passage: Passage): void => {
    passing.delete(passage);
    if (passing.size < places) queue.shift()?.(admit());
  };

  return {
    /**
     * Acts when there is a place; the place is held until the act has ended.
     * @param isAgain for a request that has passed before: it is the next one, so that it has the token that was renewed for it
     */
    async pass<T>(act: (passage: Readonly<Passage>) => Promise<T>, isAgain = false): Promise<T> {
      const isOpen = passing.size < places && (isAgain || queue.length === 0);
      const wait = (): Promise<Passage> =>
        new Promise((resolve) => (isAgain ? queue.unshift(resolve) : queue.push(resolve)));
      const passage = isOpen ? admit() : await wait();
      try {
        return await act(passage);
      } finally {
        leave(passage);
      }
    },
    /** Lets requests pass one after another from now on: those that are under way end before the next one. */
    narrow(): void {
      places = 1;
    },
  };
}
