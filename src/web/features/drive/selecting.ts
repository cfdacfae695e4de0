/** What is chosen in a list: `at` has the focus, and from `from` on Shift reaches. */
export interface Choice {
  readonly ids: ReadonlySet<string>;
  readonly at: string | undefined;
  readonly from: string | undefined;
}

export const noChoice: Choice = { ids: new Set(), at: undefined, from: undefined };

export const chooseOne = (id: string): Choice => ({ ids: new Set([id]), at: id, from: id });

export function toggle({ ids }: Choice, id: string): Choice {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, at: id, from: id };
}

/** All between where the choice began and here, and nothing else. */
export function reachTo({ from, at }: Choice, order: readonly string[], id: string): Choice {
  const start = order.indexOf(from ?? at ?? id);
  const end = order.indexOf(id);
  if (start < 0 || end < 0) return chooseOne(id);
  return { ids: new Set(order.slice(Math.min(start, end), Math.max(start, end) + 1)), at: id, from: order[start] };
}

export const chooseAll = ({ at }: Choice, order: readonly string[]): Choice => ({ ids: new Set(order), at: at ?? order[0], from: order[0] });
export const chooseNone = ({ at }: Choice): Choice => ({ ids: new Set(), at, from: at });

/** Without what is not there any more; the focus goes to what took its place. */
export function settle(choice: Choice, before: readonly string[], now: readonly string[]): Choice {
  const there = new Set(now);
  const isWhole = [...choice.ids].every((id) => there.has(id)) && (choice.at === undefined || there.has(choice.at));
  if (isWhole) return choice;
  const place = choice.at === undefined ? -1 : before.indexOf(choice.at);
  const at = choice.at === undefined || there.has(choice.at) ? choice.at : (before.slice(place).find((id) => there.has(id)) ?? now.at(-1));
  return { ids: new Set([...choice.ids].filter((id) => there.has(id))), at, from: at };
}
