/**
 * What several starts come to, side by side. When one fails, what the others made is undone.
 *
 * @throws what the first of them throws, in the order in which they are given.
 */
export async function allOrNone<Made extends readonly unknown[] | []>(
  starts: Made,
  undo: (made: Awaited<Made[number]>) => Promise<unknown>,
): Promise<{ -readonly [At in keyof Made]: Awaited<Made[At]> }> {
  const settled = await Promise.allSettled<Made[number]>(starts);
  const failed = settled.find((one) => one.status === "rejected");
  if (failed === undefined) return Promise.all(starts);
  await Promise.all(settled.map((one) => one.status === "fulfilled" && undo(one.value)));
  throw failed.reason;
}
