const rfc3339 =
  /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/;

/** RFC 3339, as `creationTimestamp` is written. */
export const isTimestamp = (text: string): boolean => rfc3339.test(text) && !Number.isNaN(Date.parse(text));
