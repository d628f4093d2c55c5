import { createDataPlane, type DataPlaneOptions, type ProxyEvent } from '@routeward/adapters-node';
import { within } from '../../proxy/support/within.ts';
import { createWorld, slice, type World } from '../../unit/engine/world.ts';
import { shop } from '../../unit/policy-kinds/policies.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface PolicedPlane {
  readonly world: World;
  /** Of the listener. */
  readonly port: number;
  /** Manifests that are there from now on. */
  readonly change: (...manifests: readonly Fields[]) => Promise<void>;
  readonly events: readonly ProxyEvent[];
}

/** The shop with policies, served over real sockets; `cart` is a backend on this machine. */
export async function withPolicies(
  cart: number,
  manifests: readonly Fields[],
  run: (plane: PolicedPlane) => Promise<void>,
  options: Omit<DataPlaneOptions, 'configuration' | 'portMap' | 'onEvent'> = {},
): Promise<void> {
  const endpoint = { ...slice('shop/cart-1', 'cart', ['127.0.0.1']), ports: [{ name: 'http', port: cart }] };
  const world = createWorld([...shop(), endpoint, ...manifests], { allowLoopbackEndpoints: true });
  const events: ProxyEvent[] = [];
  const plane = createDataPlane({
    ...options,
    configuration: world.engine.configuration,
    portMap: new Map([['80', 0]]),
    onEvent: (event) => events.push(event),
  });
  const [listener] = await plane.listen();
  if (!listener) throw new Error('nothing is bound');
  const change = async (...more: readonly Fields[]): Promise<void> => {
    await plane.update(world.upsert(...more).configuration);
  };
  try {
    await within(run({ world, port: listener.bound, change, events }), 'the test', 20_000);
  } finally {
    await within(plane.close({ graceMs: 200 }), 'closing the data plane');
  }
}
