import type { EffectiveListener, EffectiveRule } from '../ir/configuration.ts';
import { findRule } from './find-rule.ts';
import { findHost, type HostTable } from './host-table.ts';
import { noRule } from './path-table.ts';
import { buildPortTables, type PortTables } from './port-tables.ts';
import type { MatchResult, PortMatcher, RequestView } from './request.ts';

/** Per hostname: listener, then as for a virtual host. */
const hostFields = 4;
/** Region, first rule, next less specific virtual host or -1. */
const virtualHostFields = 3;

function virtualHostRecords({ regions, firstRules, shape }: PortTables): Int32Array {
  const records = new Int32Array(shape.next.length * virtualHostFields);
  shape.next.forEach((next, index) => {
    const at = index * virtualHostFields;
    records[at] = regions[index] ?? 0;
    records[at + 1] = firstRules[index] ?? 0;
    records[at + 2] = next;
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

  constructor(tables: PortTables) {
    this.port = tables.listeners[0]?.port ?? 0;
    this.listeners = tables.listeners;
    this.tables = tables;
    this.#hosts = tables.shape.table;
    this.#hostRecords = hostRecords(tables);
    this.#virtualHostRecords = virtualHostRecords(tables);
  }

  get tableBytes(): number {
    const { shape, paths, regions, firstRules } = this.tables;
    const { slots, nodes } = shape.table;
    const arrays = [paths, regions, firstRules, slots, nodes, shape.listener, shape.first, shape.next, shape.reachable];
    const all = [...arrays, this.#hostRecords, this.#virtualHostRecords];
    return all.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  match(request: RequestView, result: MatchResult): boolean {
    const host = findHost(this.#hosts, request.authority);
    const record = host * hostFields;
    const listener = host < 0 ? undefined : this.listeners[this.#hostRecords[record] ?? -1];
    const rule = listener && this.#ruleFor(record, request, listener);
    result.listener = listener;
    result.rule = rule;
    return rule !== undefined;
  }

  #ruleFor(record: number, request: RequestView, listener: EffectiveListener): EffectiveRule | undefined {
    let region = this.#hostRecords[record + 1] ?? -1;
    if (region < 0) return undefined;
    let firstRule = this.#hostRecords[record + 2] ?? 0;
    let next = this.#hostRecords[record + 3] ?? -1;
    for (;;) {
      const rule = findRule(this.tables, region, firstRule, request, listener);
      if (rule !== noRule) return this.tables.rules[firstRule + rule];
      if (next < 0) return undefined;
      const at = next * virtualHostFields;
      region = this.#virtualHostRecords[at] ?? 0;
      firstRule = this.#virtualHostRecords[at + 1] ?? 0;
      next = this.#virtualHostRecords[at + 2] ?? -1;
    }
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
