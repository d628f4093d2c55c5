/** Absent or unreadable: the object was never created in a cluster and counts as the newest. */
export function createdAt(creationTimestamp: string | undefined): number {
  const time = creationTimestamp === undefined ? Number.NaN : Date.parse(creationTimestamp);
  return Number.isNaN(time) ? Number.MAX_SAFE_INTEGER : time;
}
