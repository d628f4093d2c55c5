import type { EffectiveListener, EffectiveRule, VirtualHost } from '../ir/configuration.ts';
import { compileConditions, type RuleConditions } from './conditions.ts';
import { buildHostShape, type HostShape, hostnamesOf, sameHostnames } from './host-shape.ts';
import { writePathTable } from './path-table.ts';
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
  readonly regions: number[] = [];
  readonly firstRules: number[] = [];
  readonly rules: EffectiveRule[] = [];
  readonly conditions: (RuleConditions | undefined)[] = [];

  constructor(port: number, rules: number, previous: PortTables | undefined) {
    this.#port = port;
    this.#previous = previous;
    this.#writer = new TableWriter(previous ? previous.paths.length + 4096 : rules * 32);
  }

  #start(): void {
    this.regions.push(this.#writer.length);
    this.firstRules.push(this.rules.length);
  }

  #reuse({ paths, regions, firstRules, conditions }: PortTables, index: number): void {
    this.#writer.copy(paths, regions[index] ?? 0, regions[index + 1] ?? 0);
    const end = firstRules[index + 1] ?? 0;
    for (let rule = firstRules[index] ?? 0; rule < end; rule++) this.conditions.push(conditions[rule]);
  }

  add(virtualHost: VirtualHost, before: number): void {
    this.#start();
    for (const rule of virtualHost.rules) this.rules.push(rule);
    const { regions } = this.#previous ?? {};
    if (this.#previous && regions && before >= 0 && regions[before] !== regions[before + 1]) {
      this.#reuse(this.#previous, before);
      return;
    }
    const conditions = virtualHost.rules.map((rule) => compileConditions(rule.match));
    for (const condition of conditions) this.conditions.push(condition);
    writePathTable(this.#writer, virtualHost, conditions, this.#port);
  }

  /** A virtual host that no host reaches. */
  skip(): void {
    this.#start();
  }

  finish(): Pick<PortTables, 'paths' | 'regions' | 'firstRules' | 'rules' | 'conditions'> {
    this.#start();
    return {
      paths: this.#writer.finish(),
      regions: Int32Array.from(this.regions),
      firstRules: Int32Array.from(this.firstRules),
      rules: this.rules,
      conditions: this.conditions,
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
    if (shape.reachable[index] === 0) builder.skip();
    else builder.add(virtualHost, before(virtualHost, index));
  });
  return { listeners, virtualHosts, shape, ...builder.finish() };
}
