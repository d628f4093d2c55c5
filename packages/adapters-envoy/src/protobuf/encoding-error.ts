/** JSON that is not what Envoy's API describes. `path` names the place, as in `virtual_hosts[0].routes[2].match`. */
export class EncodingError extends Error {
  readonly path: string;

  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path}: ${problem}`);
    this.name = 'EncodingError';
    this.path = path;
  }
}
