import { escapeText } from '../terminal/escape.ts';
import type { Topology, TopologyEdge, TopologyNode } from './topology.ts';

/** Mermaid's entity codes: a name from a manifest must not end a label or become markup. */
const escapeLabel = (text: string): string =>
  escapeText(text).replace(/[^\p{L}\p{N} .,:;*/_()=~+→-]/gu, (char) => `#${char.codePointAt(0)};`);

const shapes: Readonly<Record<TopologyNode['kind'], readonly [string, string]>> = {
  GatewayClass: ['([', '])'],
  Gateway: ['[[', ']]'],
  Listener: ['>', ']'],
  Route: ['[', ']'],
  Backend: ['[(', ')]'],
  ReferenceGrant: ['{{', '}}'],
  Policy: ['[/', '/]'],
  Namespace: ['[/', '\\]'],
  Object: ['(', ')'],
};

const arrows: Readonly<Record<TopologyEdge['kind'], string>> = {
  class: '---',
  listener: '---',
  attached: '-->',
  refused: '-.-x',
  forwards: '-->',
  mirrors: '-.->',
  invalid: '-.-x',
  permits: '-.->',
  policy: '-.->',
  conflicted: '-.-x',
};

const edgeText = ({ kind, label }: TopologyEdge): string =>
  label === undefined ? arrows[kind] : `${arrows[kind]}|"${escapeLabel(label)}"|`;

/** The topology as a Mermaid flow chart. */
export function mermaid({ nodes, edges }: Topology): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = nodes.map(({ id, kind, label, state }) => {
    const [open, close] = shapes[kind];
    const style = state === 'ok' ? '' : `:::${state}`;
    return `  ${ids.get(id)}${open}"${label.map(escapeLabel).join('<br/>')}"${close}${style}`;
  });
  const links = edges.map((edge) => `  ${ids.get(edge.from)} ${edgeText(edge)} ${ids.get(edge.to)}`);
  const styles = [
    '  classDef problem stroke:#c0392b,stroke-width:2px',
    '  classDef missing stroke:#c0392b,stroke-dasharray:4 3,color:#777',
  ];
  return `${['flowchart LR', ...lines, ...links, ...styles].join('\n')}\n`;
}
