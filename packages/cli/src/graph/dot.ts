import { escapeText } from '../terminal/escape.ts';
import type { Topology, TopologyEdge, TopologyNode } from './topology.ts';

const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => escapeText(line).replace(/["\\]/g, '\\$&')).join('\\n')}"`;

const shapes: Readonly<Record<TopologyNode['kind'], string>> = {
  GatewayClass: 'oval',
  Gateway: 'box3d',
  Listener: 'cds',
  Route: 'box',
  Backend: 'cylinder',
  ReferenceGrant: 'hexagon',
  Policy: 'note',
  Namespace: 'folder',
  Object: 'plaintext',
};

const styles: Readonly<Record<TopologyEdge['kind'], string>> = {
  class: 'arrowhead=none',
  listener: 'arrowhead=none',
  attached: 'style=solid',
  refused: 'style=dashed, color="#c0392b", fontcolor="#c0392b", arrowhead=tee',
  forwards: 'style=solid',
  mirrors: 'style=dotted',
  invalid: 'style=dashed, color="#c0392b", fontcolor="#c0392b", arrowhead=tee',
  permits: 'style=dotted, arrowhead=open',
  policy: 'style=dashed, color="#2c6fbb", fontcolor="#2c6fbb", arrowhead=open',
  conflicted: 'style=dashed, color="#c0392b", fontcolor="#c0392b", arrowhead=tee',
};

const stateStyle: Readonly<Record<TopologyNode['state'], string>> = {
  ok: '',
  problem: ', color="#c0392b", penwidth=2',
  missing: ', color="#c0392b", fontcolor="#777777", style=dashed',
};

/** The topology in the language of Graphviz. */
export function dot({ nodes, edges }: Topology): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = nodes.map(
    ({ id, kind, label, state }) =>
      `  ${ids.get(id)} [label=${quoted(label)}, shape=${shapes[kind]}${stateStyle[state]}];`,
  );
  const links = edges.map(({ from, to, kind, label }) => {
    const text = label === undefined ? '' : `label=${quoted([label])}, `;
    return `  ${ids.get(from)} -> ${ids.get(to)} [${text}${styles[kind]}];`;
  });
  const look = [
    '  rankdir=LR;',
    '  node [fontname="Helvetica,Arial,sans-serif", fontsize=11, margin="0.25,0.1"];',
    '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=9];',
  ];
  return `${['digraph routeward {', ...look, ...lines, ...links, '}'].join('\n')}\n`;
}
