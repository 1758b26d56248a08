/**
 * A chart takes tens of ms to make: its canvas, its axes, its first drawing. A view with five of them would hold the page
 * for as long as all together, and before its first rows. So each is made in a task of its own, after a frame.
 */
const waiting: (() => void)[] = [];
let isGoing = false;

/** After the next frame, or at once where none comes because the page is not seen. */
function afterFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(run);
  else requestAnimationFrame(() => setTimeout(run));
}

function goOn(): void {
  const next = waiting.shift();
  isGoing = next !== undefined;
  if (!next) return;
  // The next one is asked for first: one that fails must not keep the others.
  afterFrame(goOn);
  next();
}

/** Runs `work` in its turn, each in a task of its own. The returned function calls it off. */
export function inTurn(work: () => void): () => void {
  waiting.push(work);
  if (!isGoing) {
    isGoing = true;
    afterFrame(goOn);
  }
  return () => {
    const place = waiting.indexOf(work);
    if (place >= 0) waiting.splice(place, 1);
  };
}
