import type { JsonObject } from '../resource.ts';

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const ipv6 = /^[0-9A-Fa-f:]+(?:[0-9.]+)?$/;

export const isIpAddress = (address: string): boolean =>
  ipv4.test(address) || (address.includes(':') && ipv6.test(address));

export const socketAddress = (address: string, port: number): JsonObject => ({
  socket_address: { address, port_value: port },
});
