import { inspect } from 'node:util';

/** As they are written by the native part. */
export type WireHeaders = readonly (readonly [name: string, value: string])[];

/**
 * The headers of an answer: how much of a rate limit is left, for example. Names are found in any case. Cookies and challenges for passwords
 * are left out, since they are credentials or lead to some. Printing shows the names only, as a server or a proxy may repeat anything;
 * `JSON.stringify` gives the values.
 */
export class ReplyHeaders implements Iterable<readonly [name: string, value: string]> {
  readonly #pairs: WireHeaders;

  /** @internal */
  constructor(pairs: WireHeaders) {
    this.#pairs = pairs;
  }

  /** The first value of this name. */
  get(name: string): string | undefined {
    const wanted = String(name).toLowerCase();
    return this.#pairs.find(([name]) => name === wanted)?.[1];
  }

  /** All values of this name. */
  getAll(name: string): string[] {
    const wanted = String(name).toLowerCase();
    return this.#pairs.filter(([name]) => name === wanted).map(([, value]) => value);
  }

  /** Whether there is a value of this name. */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Names, in lower case, and values. A name that has several values comes several times. */
  *[Symbol.iterator](): IterableIterator<readonly [name: string, value: string]> {
    yield* this.#pairs;
  }

  /** By name; several values of one are joined by `, `. */
  toJSON(): Record<string, string> {
    const joined = new Map<string, string>();
    for (const [name, value] of this.#pairs) {
      const before = joined.get(name);
      joined.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    return Object.fromEntries(joined);
  }

  [inspect.custom](_depth: number, options: object, show: typeof inspect): string {
    return `ReplyHeaders ${show([...new Set(this.#pairs.map(([name]) => name))], options)}`;
  }
}
