import type { BackendOverride } from '../serve/flags.ts';
import { startEcho } from './echo-backend.ts';

const services = ['shop/cart-v1', 'shop/cart-v2', 'pay/payments'];

/** The backends of the example, on loopback. */
export interface ExampleBackends {
  readonly overrides: readonly BackendOverride[];
  close(): Promise<void>;
}

export async function startExampleBackends(): Promise<ExampleBackends> {
  const echoes = await Promise.all(services.map(startEcho));
  const overrides = echoes.map(({ service, port }) => {
    const [namespace = '', name = ''] = service.split('/');
    return { namespace, name, port: 80, target: { address: '127.0.0.1', port } };
  });
  return {
    overrides,
    close: async () => {
      await Promise.all(echoes.map((echo) => echo.close()));
    },
  };
}
