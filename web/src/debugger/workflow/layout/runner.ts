// Has graphs placed by a worker, one at a time.
import type { LayoutInput, LayoutResult } from "./types";

/** Places graphs; only the newest one counts. */
export interface LayoutRunner {
  /** Places a graph and tells the result, unless another graph comes in the meantime. */
  run(input: LayoutInput, onDone: (result: LayoutResult) => void): void;
  /** Ends the worker. */
  stop(): void;
}

/** Makes a runner. The worker starts with the first graph. */
export function layoutRunner(makeWorker: () => Worker): LayoutRunner {
  let worker: Worker | undefined;
  let isBusy = false;
  const stop = (): void => {
    worker?.terminate();
    worker = undefined;
    isBusy = false;
  };
  return {
    run(input, onDone) {
      // A layout can't be interrupted from within: what is superseded goes with its thread.
      if (isBusy) {
        stop();
      }
      worker ??= makeWorker();
      isBusy = true;
      worker.onmessage = ({ data }: MessageEvent<LayoutResult>) => {
        isBusy = false;
        onDone(data);
      };
      worker.postMessage(input);
    },
    stop,
  };
}
