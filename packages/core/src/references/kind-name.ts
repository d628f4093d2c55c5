/** A kind as kubectl writes it: `Service`, `Bucket.example.com`. */
export const kindName = ({ group, kind }: { readonly group: string; readonly kind: string }): string =>
  group === '' ? kind : `${kind}.${group}`;
