import type { EffectiveListener } from '../ir/configuration.ts';
import { collectCandidates, takeCandidate } from './candidates.ts';
import { conditionsHold, type RuleConditions } from './conditions.ts';
import { findHost, type HostTable } from './host-table.ts';
import { buildPortTables, type PortTables } from './port-tables.ts';
import type { MatchResult, PortMatcher, RequestView } from './request.ts';

/** Per hostname: listener, then as for a virtual host. */
const hostFields = 4;
/** Region, first rule, next less specific virtual host or -1. */
const virtualHostFields = 3;

function virtualHostRecords({ regions, firstRules, shape }: PortTables): Int32Array {
  const records = new Int32Array(shape.next.length * virtualHostFields);
  shape.next.forEach((next, index) => {
    records.set([regions[index] ?? 0, firstRules[index] ?? 0, next], index * virtualHostFields);
  });
  return records;
}

/** Repeats the first virtual host's record beside its listener: one place to look instead of two. */
function hostRecords({ regions, firstRules, shape }: PortTables): Int32Array {
  const records = new Int32Array(shape.first.length * hostFields);
  shape.first.forEach((first, index) => {
    const at = index * hostFields;
    records[at] = shape.listener[index] ?? -1;
    records[at + 1] = first < 0 ? -1 : (regions[first] ?? 0);
    records[at + 2] = first < 0 ? 0 : (firstRules[first] ?? 0);
    records[at + 3] = first < 0 ? -1 : (shape.next[first] ?? -1);
  });
  return records;
}

class CompiledPort implements PortMatcher {
  readonly port: number;
  readonly listeners: readonly EffectiveListener[];
  readonly tables: PortTables;
  readonly #hosts: HostTable;
  readonly #hostRecords: Int32Array;
  readonly #virtualHostRecords: Int32Array;
  readonly #paths: Uint16Array;
  readonly #rules: PortTables['rules'];
  readonly #conditions: readonly (RuleConditions | undefined)[];

  constructor(tables: PortTables) {
    this.port = tables.listeners[0]?.port ?? 0;
    this.listeners = tables.listeners;
    this.tables = tables;
    this.#hosts = tables.shape.table;
    this.#hostRecords = hostRecords(tables);
    this.#virtualHostRecords = virtualHostRecords(tables);
    this.#paths = tables.paths;
    this.#rules = tables.rules;
    this.#conditions = tables.conditions;
  }

  get tableBytes(): number {
    const { shape, paths, regions, firstRules } = this.tables;
    const { slots, nodes } = shape.table;
    const arrays = [paths, regions, firstRules, slots, nodes, shape.listener, shape.first, shape.next, shape.reachable];
    const all = [...arrays, this.#hostRecords, this.#virtualHostRecords];
    return all.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  match(request: RequestView, result: MatchResult): boolean {
    result.rule = undefined;
    const host = findHost(this.#hosts, request.authority);
    if (host < 0) {
      result.listener = undefined;
      return false;
    }
    const record = host * hostFields;
    const listener = this.listeners[this.#hostRecords[record] ?? -1];
    result.listener = listener;
    if (listener === undefined) return false;
    let region = this.#hostRecords[record + 1] ?? -1;
    if (region < 0) return false;
    let firstRule = this.#hostRecords[record + 2] ?? 0;
    let next = this.#hostRecords[record + 3] ?? -1;
    for (;;) {
      const index = this.#findRule(region, firstRule, request, listener);
      if (index >= 0) {
        result.rule = this.#rules[index];
        return true;
      }
      if (next < 0) return false;
      const at = next * virtualHostFields;
      region = this.#virtualHostRecords[at] ?? 0;
      firstRule = this.#virtualHostRecords[at + 1] ?? 0;
      next = this.#virtualHostRecords[at + 2] ?? -1;
    }
  }

  /** The number of the first rule of a virtual host that holds; -1 where none does. */
  #findRule(region: number, firstRule: number, request: RequestView, listener: EffectiveListener): number {
    const count = collectCandidates(this.#paths, region, request.path);
    if (count === 0) return -1;
    for (let entry = takeCandidate(this.#paths, count); entry >= 0; entry = takeCandidate(this.#paths, count)) {
      const rule = firstRule + (entry >> 1);
      if ((entry & 1) === 1) return rule;
      const conditions = this.#conditions[rule];
      if (conditions !== undefined && conditionsHold(conditions, request, listener)) return rule;
    }
    return -1;
  }
}

const isHttp = ({ protocol }: EffectiveListener): boolean => protocol === 'HTTP' || protocol === 'HTTPS';

/**
 * The tables for one port of one Gateway: `listeners` share the port, those that are neither HTTP nor HTTPS are left
 * out. With `previous`, what was compiled from the same `VirtualHost` objects is taken over.
 */
export function compilePort(listeners: readonly EffectiveListener[], previous?: PortMatcher): PortMatcher {
  const before = previous instanceof CompiledPort ? previous.tables : undefined;
  return new CompiledPort(buildPortTables(listeners.filter(isHttp), before));
}
