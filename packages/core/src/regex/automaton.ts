import { contains } from './code-point-set.ts';
import { type Positions, toPositions } from './positions.ts';
import { parseRegex } from './regex-syntax.ts';

/** Places in a pattern, counted repeats written out. */
const maxPositions = 128;
/** A set of places is a state; some patterns have exponentially many, and stay with the full engine. */
const maxStates = 128;
const maxCells = 4096;
/** Positions looked at while the states are found: keeps one pattern's compilation within a few milliseconds. */
const maxSteps = 50_000;

const firstBeyondAscii = 128;

/** A deterministic automaton: one table look-up per character, nothing allocated, no way to go back. */
export interface Automaton {
  /** Class of each ASCII character. */
  readonly ascii: Uint8Array;
  /** Where runs of code points of one class begin, from 128 on, and their classes. */
  readonly starts: Uint32Array;
  readonly classes: Uint8Array;
  readonly classCount: number;
  /** Next state by state and class; state 0 is a dead end, 1 the start. */
  readonly next: Uint16Array;
  /** 1 where the text may end. */
  readonly accepts: Uint8Array;
}

/** Code points that no set of the pattern tells apart are one class. */
interface Alphabet {
  readonly starts: readonly number[];
  readonly classes: readonly number[];
  /** A code point of each class. */
  readonly samples: readonly number[];
}

function alphabetOf({ sets }: Positions): Alphabet {
  const borders = new Set([0, firstBeyondAscii]);
  for (const set of sets) {
    for (let index = 0; index < set.length; index += 2) borders.add(set[index] ?? 0).add((set[index + 1] ?? 0) + 1);
  }
  const distinct = [...new Set(sets)];
  const known = new Map<string, number>();
  const samples: number[] = [];
  const starts = [...borders].sort((a, b) => a - b);
  const classes = starts.map((start) => {
    const signature = distinct.map((set) => (contains(set, start) ? 1 : 0)).join('');
    const found = known.get(signature) ?? known.size;
    if (found === known.size) samples.push(start);
    known.set(signature, found);
    return found;
  });
  return { starts, classes, samples };
}

/** Sets of positions become states, in the order in which they are met. */
class States {
  readonly #known = new Map<string, number>([['', 0]]);
  readonly members: number[][] = [[]];

  numberOf(members: number[]): number {
    const key = members.join(' ');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.members.push(members);
    this.#known.set(key, this.members.length - 1);
    return this.members.length - 1;
  }
}

/** Where one may go from a state; `start` stands in front of everything. */
function reachableFrom(members: readonly number[], { first, follow, sets }: Positions): number[] {
  const start = sets.length;
  const reachable = new Set<number>();
  for (const at of members) for (const next of at === start ? first : (follow[at] ?? [])) reachable.add(next);
  return [...reachable].sort((a, b) => a - b);
}

function determinize(positions: Positions, { samples }: Alphabet): Pick<Automaton, 'next' | 'accepts'> | undefined {
  const { sets, last, nullable } = positions;
  const start = sets.length;
  const ends = new Set(nullable ? [...last, start] : last);
  const reads = samples.map((sample) => sets.map((set) => contains(set, sample)));
  const states = new States();
  const next: number[] = samples.map(() => 0);
  let steps = 0;
  states.numberOf([start]);
  for (let state = 1; state < states.members.length; state++) {
    if (state >= maxStates || next.length > maxCells || steps > maxSteps) return undefined;
    const reachable = reachableFrom(states.members[state] ?? [], positions);
    steps += reachable.length * (samples.length + (states.members[state]?.length ?? 0));
    for (const read of reads) next.push(states.numberOf(reachable.filter((position) => read[position])));
  }
  const accepts = Uint8Array.from(states.members, (members) => (members.some((at) => ends.has(at)) ? 1 : 0));
  return { next: Uint16Array.from(next), accepts };
}

function asciiClasses({ starts, classes }: Alphabet): Uint8Array {
  const ascii = new Uint8Array(firstBeyondAscii);
  starts.forEach((start, index) => {
    ascii.fill(classes[index] ?? 0, Math.min(start, firstBeyondAscii));
  });
  return ascii;
}

/** The automaton of an RE2 pattern that RE2 has accepted; `undefined` where it is not in the subset or too large. */
export function buildAutomaton(pattern: string): Automaton | undefined {
  const node = parseRegex(pattern);
  const positions = node && toPositions(node, maxPositions);
  if (!positions) return undefined;
  const alphabet = alphabetOf(positions);
  if (alphabet.samples.length > 255) return undefined;
  const tables = determinize(positions, alphabet);
  if (!tables) return undefined;
  const beyond = alphabet.starts.findIndex((start) => start >= firstBeyondAscii);
  return {
    ...tables,
    ascii: asciiClasses(alphabet),
    starts: Uint32Array.from(alphabet.starts.slice(beyond)),
    classes: Uint8Array.from(alphabet.classes.slice(beyond)),
    classCount: alphabet.samples.length,
  };
}

/** The class of a code point that is not ASCII. */
function classBeyond({ starts, classes }: Automaton, codePoint: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= codePoint) low = middle;
    else high = middle - 1;
  }
  return classes[low] ?? 0;
}

/** True when the automaton accepts the text from `start` to before `end`. */
export function accepts(automaton: Automaton, text: string, start: number, end: number): boolean {
  const { ascii, next, classCount } = automaton;
  let state = 1;
  for (let index = start; index < end; index++) {
    const char = text.charCodeAt(index);
    let group = 0;
    if (char < firstBeyondAscii) group = ascii[char] ?? 0;
    else {
      const codePoint = index + 1 < end ? (text.codePointAt(index) ?? char) : char;
      if (codePoint > 0xffff) index++;
      group = classBeyond(automaton, codePoint);
    }
    state = next[state * classCount + group] ?? 0;
    if (state === 0) return false;
  }
  return automaton.accepts[state] === 1;
}
