import type { Context, ExitStatus } from '../context.ts';
import { buildTopology } from '../graph/build-topology.ts';
import { dot } from '../graph/dot.ts';
import { mermaid } from '../graph/mermaid.ts';
import { svg } from '../graph/svg.ts';
import type { Topology } from '../graph/topology.ts';
import { loadManifests, reportProblems } from '../input/load.ts';
import type { InputOptions } from '../input/options.ts';
import { jsonText } from '../terminal/output.ts';

export type GraphOutput = 'mermaid' | 'dot' | 'svg' | 'json';

async function draw(topology: Topology, output: GraphOutput): Promise<string> {
  switch (output) {
    case 'mermaid':
      return mermaid(topology);
    case 'dot':
      return dot(topology);
    case 'json':
      return jsonText(topology);
    case 'svg':
      return svg(topology);
  }
}

/** Draws who attaches to whom, who was refused and why, and which policies are for what. */
export async function graph(context: Context, input: InputOptions, output: GraphOutput): Promise<ExitStatus> {
  const manifests = await loadManifests(context, input);
  context.io.out(await draw(buildTopology(manifests.engine), output));
  return reportProblems(context, manifests);
}
