import type { TargetKind } from './policy-kind.ts';

/** An object, or a section of one, that a policy found: one step of a scope's path. */
export interface AttachmentPoint {
  readonly kind: TargetKind;
  /** `Gateway/ns/g`. */
  readonly object: string;
  /** Listener, rule name or port name. */
  readonly section?: string;
}

/** `Gateway/ns/g`, or `Gateway/ns/g#listener`. Names have no `#`. */
export const pointKey = ({ object, section }: Pick<AttachmentPoint, 'object' | 'section'>): string =>
  section === undefined ? object : `${object}#${section}`;

/** The object of a point's key. */
export function objectOfPoint(key: string): string {
  const mark = key.indexOf('#');
  return mark === -1 ? key : key.slice(0, mark);
}
