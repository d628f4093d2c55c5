import { createDataPlane } from '@routeward/adapters-node';
import { backend, configurationOf, type RuleSketch, virtualHost } from '../proxy/support/configuration.ts';

/**
 * The policy of the desync cases as rules: path prefix /admin and host secret.example.com are denied, everything else
 * goes to one upstream.
 */
export async function serveDesyncPolicy(upstreamPort: number, port = 0) {
  const denied = { kind: 'respond', statusCode: 403, reason: 'denied' } as const;
  const rules: RuleSketch[] = [{ path: { kind: 'prefix', value: '/admin' }, action: denied }, {}];
  const configuration = configurationOf(
    [backend('echo', [upstreamPort])],
    [virtualHost('*', rules), virtualHost('secret.example.com', [{ action: denied }])],
  );
  const plane = createDataPlane({
    configuration,
    portMap: new Map([['80', port]]),
    limits: { headerTime: 3000, requestTime: 5000, idleTime: 8000, keepAliveTime: 4000 },
  });
  const [listener] = await plane.listen();
  if (listener === undefined) throw new Error('the desync listener is not bound');
  return { plane, port: listener.bound };
}
