const longest = 64;

/** Edits (insert, delete, replace, swap of neighbours) between two short texts; case costs nothing. */
function distance(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      cost = Math.min(cost, (previous[column - 1] ?? 0) + Number(!same));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (older[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    older = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The name that was probably meant; undefined where none is close. */
export function didYouMean(text: string, names: Iterable<string>): string | undefined {
  if (text.length > longest) return undefined;
  const wanted = text.toLowerCase();
  let best: string | undefined;
  let least = Math.min(3, Math.max(1, Math.floor(text.length / 3))) + 1;
  for (const name of names) {
    const candidate = name.toLowerCase();
    // A plural or a missing ending is a likelier slip than its length says.
    const cost = candidate === `${wanted}s` || wanted === `${candidate}s` ? 0.5 : distance(wanted, candidate);
    if (cost >= least) continue;
    best = name;
    least = cost;
  }
  return best;
}
