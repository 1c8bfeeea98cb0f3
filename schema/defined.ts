type Flat<T> = { [K in keyof T]: T[K] };

/** `T` in which the keys that may be undefined are optional. */
export type Defined<T> = Flat<
  { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
    [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
  }
>;

/** Returns an object without the entries whose value is undefined, as `exactOptionalPropertyTypes` and JSON want it. */
export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
