/** npm passes a Ctrl-C on that the terminal has already sent: two so close are one. */
const ONE_PRESS_MS = 1000;

/**
 * Aborts on the first SIGINT or SIGTERM. On another one later, the process ends at once: whoever
 * asks twice does not want to wait.
 */
export function stopSignal(onStop: () => void): AbortSignal {
  const stopping = new AbortController();
  let askedAtMs = 0;
  const ask = () => {
    const isAgain = stopping.signal.aborted;
    if (isAgain && performance.now() - askedAtMs > ONE_PRESS_MS) process.exit(130);
    if (isAgain) return;
    askedAtMs = performance.now();
    onStop();
    stopping.abort();
  };
  process.on("SIGINT", ask).on("SIGTERM", ask);
  return stopping.signal;
}
