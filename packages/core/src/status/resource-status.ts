/** A resource's status as the controller would write it; conditions carry no `lastTransitionTime`. */
export interface ResourceStatus {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
  readonly status: Readonly<Record<string, unknown>>;
}
