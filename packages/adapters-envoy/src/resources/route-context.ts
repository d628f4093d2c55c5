import type { TranslateOptions } from '../options.ts';
import type { BackendPlan } from './backend-plan.ts';

/** Where a rule's routes will stand. */
export interface RouteContext {
  readonly scheme: 'http' | 'https';
  readonly listenerPort: number;
  /** Domain of the virtual host: exact, `*.…` or `*`. */
  readonly hostname: string;
  /** A backend that is not known gets 503 from Envoy, as one that has not arrived yet. */
  readonly backend: (key: string) => BackendPlan | undefined;
  readonly options: TranslateOptions;
}
