import type { JsonObject } from '../resource.ts';

export const socketAddress = (address: string, port: number): JsonObject => ({
  socket_address: { address, port_value: port },
});
