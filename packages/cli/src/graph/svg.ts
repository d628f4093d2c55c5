import { dot } from './dot.ts';
import type { Topology } from './topology.ts';

/** The topology as a picture; Graphviz itself is loaded when it is needed. */
export async function svg(topology: Topology): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  return (await Graphviz.load()).layout(dot(topology), 'svg', 'dot');
}
