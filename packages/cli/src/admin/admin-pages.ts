import type { DataPlane } from '@routeward/adapters-node';
import { latestSource } from '../explanation/latest-source.ts';
import { buildTopology } from '../graph/build-topology.ts';
import { svg } from '../graph/svg.ts';
import type { LiveManifests } from '../serve/live-manifests.ts';
import { type AdminPage, jsonAnswer, textAnswer } from './admin-server.ts';
import { explainPage } from './explain-page.ts';
import type { Metrics } from './metrics.ts';

export interface AdminSource {
  readonly live: LiveManifests;
  readonly plane: DataPlane;
  readonly metrics: Metrics;
}

/** Ready: every HTTP listener of the configuration is open. */
function isReady({ live, plane }: AdminSource): boolean {
  const open = new Set(plane.listeners.map(({ gateway, port }) => `${gateway}:${port}`));
  return live.engine.configuration.gateways.every(({ namespace, name, listeners }) =>
    listeners.every(({ protocol, port }) => protocol !== 'HTTP' || open.has(`${namespace}/${name}:${port}`)),
  );
}

/** What the admin server shows. */
export function adminPages(source: AdminSource): ReadonlyMap<string, AdminPage> {
  const { engine } = source.live;
  const explained = latestSource(source.live.engine);
  return new Map<string, AdminPage>([
    ['/healthz', () => textAnswer(200, 'ok\n')],
    ['/readyz', () => (isReady(source) ? textAnswer(200, 'ready\n') : textAnswer(503, 'a listener is not open\n'))],
    [
      '/metrics',
      async () => {
        const { type, body } = await source.metrics.text();
        return { status: 200, type, body };
      },
    ],
    ['/configuration', () => jsonAnswer(200, engine.configuration)],
    ['/status', () => jsonAnswer(200, engine.status())],
    ['/problems', () => jsonAnswer(200, { problems: source.live.problems })],
    ['/explain', (query) => explainPage(explained(), query)],
    ['/graph', async () => ({ status: 200, type: 'image/svg+xml', body: await svg(buildTopology(engine)) })],
  ]);
}
