import type { Decision } from '@routeward/core';
import { type AdminPage, jsonAnswer, textAnswer } from '../admin/admin-server.ts';
import { explainPage } from '../admin/explain-page.ts';
import { latestSource } from '../explanation/latest-source.ts';
import { toProblem } from '../problems/problem.ts';
import type { LiveManifests } from '../serve/live-manifests.ts';
import type { Fleet } from './fleet.ts';
import { withRefusals } from './refusal-status.ts';

/** What the admin server of a fleet shows: never a snapshot, which holds key material. */
export function fleetPages(live: LiveManifests, fleet: Fleet): ReadonlyMap<string, AdminPage> {
  const { engine } = live;
  const explained = latestSource(engine);
  // Of the route that won, and of its Gateway, where a complaint could not be traced to one route.
  const refusedFor = ({ route, gateway }: Decision) =>
    fleet.refused().filter(({ resource }) => resource === route || resource === `Gateway/${gateway}`);
  return new Map<string, AdminPage>([
    ['/healthz', () => textAnswer(200, 'ok\n')],
    // Discovery serves whoever comes; no Envoy at all is no fault of its own.
    ['/readyz', () => textAnswer(200, 'ready\n')],
    ['/envoys', () => jsonAnswer(200, { envoys: fleet.server.nodes(), refused: fleet.refused() })],
    ['/configuration', () => jsonAnswer(200, engine.configuration)],
    ['/status', () => jsonAnswer(200, withRefusals(engine.status(), fleet.refused()))],
    [
      '/explain',
      (query) => explainPage(explained(), query, ({ decision }) => ({ refusedByEnvoy: refusedFor(decision) })),
    ],
    ['/problems', () => jsonAnswer(200, { problems: [...live.problems, ...fleet.findings().map(toProblem)] })],
  ]);
}
