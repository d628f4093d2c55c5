import type { EffectiveListener, EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import { ChunkedList } from './chunked-list.ts';
import { compileConditions, type RuleConditions } from './conditions.ts';
import { buildHostShape, type HostShape, hostnamesOf, sameHostnames } from './host-shape.ts';
import { writePathTable } from './path-table.ts';
import { editPathTable } from './path-table-edit.ts';
import { ruleChanges } from './rule-changes.ts';
import { TableWriter } from './table-writer.ts';

/** The frozen tables of one port. Rules and conditions of all virtual hosts stand one after the other. */
export interface PortTables {
  readonly listeners: readonly EffectiveListener[];
  readonly virtualHosts: readonly VirtualHost[];
  readonly shape: HostShape;
  /** The regions of the virtual hosts, in order. */
  readonly paths: Uint16Array;
  /** Where each region starts; one item more than there are virtual hosts. */
  readonly regions: Int32Array;
  /** The number of each virtual host's first rule; one item more than there are virtual hosts. */
  readonly firstRules: Int32Array;
  readonly rules: readonly EffectiveRule[];
  readonly conditions: readonly (RuleConditions | undefined)[];
}

/** Where a virtual host stood before, if it is the very same object. */
type Before = (virtualHost: VirtualHost, index: number) => number;

function findBefore(previous: PortTables | undefined, sameShape: boolean): Before {
  if (!previous) return () => -1;
  const { virtualHosts } = previous;
  if (sameShape) return (virtualHost, index) => (virtualHosts[index] === virtualHost ? index : -1);
  const known = new Map(virtualHosts.map((virtualHost, index) => [virtualHost, index]));
  return (virtualHost) => known.get(virtualHost) ?? -1;
}

/** Fills the flat arrays, virtual host by virtual host. */
class TablesBuilder {
  readonly #port: number;
  readonly #previous: PortTables | undefined;
  readonly #writer: TableWriter;
  readonly #regions: number[] = [];
  readonly #firstRules: number[] = [];
  readonly #rules = new ChunkedList<EffectiveRule>();
  readonly #conditions = new ChunkedList<RuleConditions | undefined>();
  /** Virtual hosts of `previous` that are taken over next, from the first to before the second. */
  #from = 0;
  #to = 0;

  constructor(port: number, rules: number, previous: PortTables | undefined) {
    this.#port = port;
    this.#previous = previous;
    this.#writer = new TableWriter(previous ? previous.paths.length + 4096 : rules * 32);
  }

  #start(): void {
    this.#regions.push(this.#writer.length);
    this.#firstRules.push(this.#rules.length);
  }

  /** Copies what is taken over, all in one go: most changes leave long runs as they were. */
  #flush(): void {
    if (!this.#previous || this.#from === this.#to) return;
    const { paths, regions, firstRules, rules, conditions } = this.#previous;
    const [region = 0, rule = 0] = [regions[this.#from], firstRules[this.#from]];
    const moved = this.#writer.length - region;
    const renumbered = this.#rules.length - rule;
    for (let index = this.#from; index < this.#to; index++) {
      this.#regions.push((regions[index] ?? 0) + moved);
      this.#firstRules.push((firstRules[index] ?? 0) + renumbered);
    }
    this.#writer.copy(paths, region, regions[this.#to] ?? 0);
    const lastRule = firstRules[this.#to] ?? 0;
    this.#rules.append(rules.slice(rule, lastRule));
    this.#conditions.append(conditions.slice(rule, lastRule));
    this.#from = 0;
    this.#to = 0;
  }

  /** Takes a virtual host over from `previous`. */
  keep(before: number): void {
    if (before !== this.#to || this.#from === this.#to) {
      this.#flush();
      this.#from = before;
    }
    this.#to = before + 1;
  }

  #append(rules: readonly EffectiveRule[], conditions: readonly (RuleConditions | undefined)[]): void {
    this.#flush();
    this.#start();
    this.#rules.append(rules);
    this.#conditions.append(conditions);
  }

  add({ rules }: VirtualHost): void {
    const conditions = rules.map((rule) => compileConditions(rule.match));
    this.#append(rules, conditions);
    writePathTable(this.#writer, rules, conditions, this.#port);
  }

  /** Compiles a virtual host for which `previous` has another at `index`. */
  change({ rules: after }: VirtualHost, previous: PortTables, index: number): void {
    const [start = 0, end = 0] = previous.regions.subarray(index, index + 2);
    const [first, last] = previous.firstRules.subarray(index, index + 2);
    const before = previous.rules.slice(first, last);
    const known = previous.conditions.slice(first, last);
    const changes = ruleChanges(before, after);
    const conditions = after.map((rule, at) => {
      const from = changes.from[at] ?? -1;
      return from < 0 ? compileConditions(rule.match) : known[from];
    });
    this.#append(after, conditions);
    const { paths } = previous;
    const edit = { paths, start, end, before, after, conditions, changes, port: this.#port };
    if (!editPathTable(this.#writer, edit)) writePathTable(this.#writer, after, conditions, this.#port);
  }

  /** A virtual host that no host reaches. */
  skip(): void {
    this.#flush();
    this.#start();
  }

  finish(): Pick<PortTables, 'paths' | 'regions' | 'firstRules' | 'rules' | 'conditions'> {
    this.#flush();
    this.#start();
    return {
      paths: this.#writer.finish(),
      regions: Int32Array.from(this.#regions),
      firstRules: Int32Array.from(this.#firstRules),
      rules: this.#rules.join(),
      conditions: this.#conditions.join(),
    };
  }
}

/** `listeners` share one port. Virtual hosts that `previous` knows are copied, not compiled again. */
export function buildPortTables(listeners: readonly EffectiveListener[], previous?: PortTables): PortTables {
  const virtualHosts = listeners.flatMap((listener) => listener.virtualHosts);
  const sameShape = previous !== undefined && sameHostnames(previous.listeners, listeners);
  const shape = sameShape ? previous.shape : buildHostShape(listeners.map(hostnamesOf));
  const before = findBefore(previous, sameShape);
  const rules = virtualHosts.reduce((sum, virtualHost) => sum + virtualHost.rules.length, 0);
  const builder = new TablesBuilder(listeners[0]?.port ?? 0, rules, previous);
  virtualHosts.forEach((virtualHost, index) => {
    const found = before(virtualHost, index);
    if (found >= 0 && isKept(previous, found, shape.reachable[index] === 1)) builder.keep(found);
    else if (shape.reachable[index] === 0) builder.skip();
    else if (sameShape) builder.change(virtualHost, previous, index);
    else builder.add(virtualHost);
  });
  return { listeners, virtualHosts, shape, ...builder.finish() };
}

/** A region is there if and only if a host reaches it, now as before. */
const isKept = (previous: PortTables | undefined, index: number, reachable: boolean): boolean =>
  previous !== undefined && (previous.shape.reachable[index] === 1) === reachable;
