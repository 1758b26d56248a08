/**
 * What runs inside the page, from before its first script: the page's own observers of paints and long tasks, how long
 * each message of the live socket holds the thread, and how long a view takes from the click to its painted rows.
 * `installProbe` is handed to the browser as source: it must not use anything outside itself.
 */

/** A task of at least 50 ms, as the Long Tasks API tells it; both in ms since the navigation. */
export interface LongTask {
  readonly at: number;
  readonly ms: number;
}

/** What ran in a frame that took long, for whoever looks for the cause. */
export interface LongFrame extends LongTask {
  readonly scripts: readonly string[];
}

/** Messages of the live socket since the last `takeMessages`. */
export interface Messages {
  readonly count: number;
  readonly chars: number;
  /** Characters of the largest one. */
  readonly mostChars: number;
  /** The longest time that one message held the page: reading it and folding it in. */
  readonly mostMs: number;
}

/** ms since the navigation; null: not yet. */
export interface FirstPaint {
  readonly contentful: number | null;
  /** The strip says how many are online. */
  readonly strip: number | null;
  /** The first row of a table is no skeleton; null also where there is no table. */
  readonly rows: number | null;
  /** The view has its heading and no skeleton any more. */
  readonly filled: number | null;
}

export interface ViewSwitch {
  /** From the click to the frame with the view's heading, ms. */
  readonly headingMs: number;
  /** From the click to the frame in which nothing is a skeleton. */
  readonly filledMs: number;
  /** When the click was, ms since the navigation. */
  readonly at: number;
}

export interface Probe {
  readonly first: () => FirstPaint;
  readonly longTasks: () => readonly LongTask[];
  readonly longFrames: () => readonly LongFrame[];
  readonly takeMessages: () => Messages;
  /** Arms the next click; resolves when the view under `heading` is filled. */
  readonly nextSwitch: (heading: string) => Promise<ViewSwitch>;
}

declare global {
  interface Window {
    lastmileProbe: Probe;
  }
}

/** `heading`: of the view that the page is opened on; `mark`: by which the trace knows the page. */
export function installProbe(heading: string): void {
  const longTasks: LongTask[] = [];
  const longFrames: LongFrame[] = [];
  const first: { -readonly [K in keyof FirstPaint]: FirstPaint[K] } = {
    ...{ contentful: null, strip: null },
    ...{ rows: null, filled: null },
  };
  const observe = (type: string, take: (entry: PerformanceEntry) => void): void => {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) take(entry);
    }).observe({ type, buffered: true });
  };
  observe('longtask', ({ startTime, duration }) => longTasks.push({ at: startTime, ms: duration }));
  observe('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') first.contentful = startTime;
  });
  observe('long-animation-frame', (entry) => {
    const { scripts } = entry as PerformanceEntry & {
      readonly scripts: readonly { invoker: string; duration: number; sourceURL: string; sourceFunctionName: string }[];
    };
    const told = scripts.map(
      ({ invoker, duration, sourceURL, sourceFunctionName }) =>
        `${Math.round(duration)} ms ${invoker} ${sourceFunctionName} ${sourceURL.split('/').at(-1)}`,
    );
    longFrames.push({ at: entry.startTime, ms: entry.duration, scripts: told });
  });

  /** Runs after the frame that is being made now is on the screen. */
  const afterPaint = (run: (at: number) => void): void => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      run(performance.now());
    };
    port2.postMessage(null);
  };
  /** Looks at the page in every frame, until `done` says so. */
  const eachFrame = (look: () => boolean): void => {
    const step = () => {
      if (!look()) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };
  const hasHeading = (wanted: string) => document.querySelector('main.view h1')?.textContent === wanted;
  const isFilled = (wanted: string) =>
    hasHeading(wanted) && document.querySelector('main.view .skel, main.view [aria-busy=true]') === null;

  eachFrame(() => {
    if (first.strip === null && /\d/.test(document.querySelector('.strip-figure')?.textContent ?? ''))
      afterPaint((at) => {
        first.strip ??= at;
      });
    if (first.rows === null && document.querySelector('main.view .vt-row:not([aria-busy])') !== null)
      afterPaint((at) => {
        first.rows ??= at;
      });
    if (first.filled === null && isFilled(heading))
      afterPaint((at) => {
        first.filled ??= at;
      });
    return first.strip !== null && first.filled !== null;
  });

  const noMessages = { count: 0, chars: 0, mostChars: 0, mostMs: 0 };
  let messages = { ...noMessages };
  const listen = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (
    this: WebSocket,
    type: string,
    listener: unknown,
    options?: unknown,
  ) {
    const own = listener as (event: Event) => void;
    const timed = (event: Event) => {
      const began = performance.now();
      own.call(this, event);
      if (!(event instanceof MessageEvent)) return;
      const chars = String(event.data).length;
      messages.count += 1;
      messages.chars += chars;
      messages.mostChars = Math.max(messages.mostChars, chars);
      messages.mostMs = Math.max(messages.mostMs, performance.now() - began);
    };
    listen.call(this, type, type === 'message' ? timed : own, options as AddEventListenerOptions);
  };

  window.lastmileProbe = {
    first: () => ({ ...first }),
    longTasks: () => longTasks,
    longFrames: () => longFrames,
    takeMessages: () => {
      const taken = messages;
      messages = { ...noMessages };
      return taken;
    },
    nextSwitch: (wanted) =>
      new Promise((resolve) => {
        const begin = (event: Event) => {
          const { timeStamp } = event;
          let headingMs: number | null = null;
          let isDone = false;
          eachFrame(() => {
            if (headingMs === null && hasHeading(wanted))
              afterPaint((at) => {
                headingMs ??= at - timeStamp;
              });
            if (isFilled(wanted))
              afterPaint((at) => {
                if (isDone) return;
                isDone = true;
                resolve({ at: timeStamp, headingMs: headingMs ?? at - timeStamp, filledMs: at - timeStamp });
              });
            return isDone;
          });
        };
        window.addEventListener('click', begin, { once: true, capture: true });
      }),
  };
}
