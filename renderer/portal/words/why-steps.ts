import type { Dashboard, Live, SpeedStep } from '../../../shared/contract/portal/dashboard.ts';
import type { Speech } from './speech.ts';

/** One line of the sheet "What sets your speed". */
export interface WhyLine {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Null where this step sets nothing. */
  readonly downKbps: number | null;
  /** `slows` and `speeds` decide, `skipped` would but does not, `checked` was read back, `use` is what flows now. */
  readonly kind: 'plain' | 'skipped' | 'slows' | 'speeds' | 'checked' | 'use';
}

export interface Why {
  readonly lines: readonly WhyLine[];
  /** When full speed returns, or that it is full. */
  readonly back: string;
}

/** From here on the line itself is what is slow, and no rule. */
const nearlyAll = 0.9;

/** The chain from the plan to what flows now (N11), in the subscriber's words. */
export function whySteps(dashboard: Dashboard, live: Live, speech: Speech): Why {
  const { plan, steps, network } = dashboard;
  const { step: m } = speech.messages;
  const lines = steps.map(
    (step, place): WhyLine => ({
      id: `${place}`,
      title: titleOf(step, speech),
      text: textOf(step, speech),
      downKbps: step.downKbps,
      kind: kindOf(step, plan),
    }),
  );
  if (network) {
    const age = speech.lasting(speech.now - network.at);
    const text = { checked: m.checked(age), set: m.set(age), pending: m.pending }[network.state];
    const kind = network.state === 'checked' ? 'checked' : 'plain';
    lines.push({ id: 'network', title: m.network, text, downKbps: network.downKbps, kind });
  }
  const { downBps } = live;
  const isFull = downBps !== null && downBps >= nearlyAll * plan.now.downKbps * 1000;
  lines.push({
    id: 'use',
    title: m.use,
    text: downBps === null ? m.notKnown : isFull ? m.nearlyAll : m.allDevices,
    downKbps: downBps === null ? null : downBps / 1000,
    kind: 'use',
  });
  return { lines, back: backOf(dashboard, speech) };
}

function kindOf({ kind, decides, skippedFor, downKbps, upKbps }: SpeedStep, plan: Dashboard['plan']): WhyLine['kind'] {
  if (skippedFor !== null && kind !== 'plan') return 'skipped';
  if (decides === null || kind === 'plan') return 'plain';
  const isSlower = (downKbps ?? plan.downKbps) < plan.downKbps || (upKbps ?? plan.upKbps) < plan.upKbps;
  return isSlower ? 'slows' : 'speeds';
}

function titleOf(step: SpeedStep, { messages }: Speech): string {
  const { step: m } = messages;
  switch (step.kind) {
    case 'plan':
      return m.plan;
    case 'rule':
      return step.isOwn ? m.ownRule : m.rule;
    case 'cap':
      return step.period === 'day' ? m.dailyCap : m.monthlyCap;
    case 'boost':
      return m.boost;
    case 'expired':
      return m.expired;
    case 'stopped':
      return m.stopped;
  }
}

/** The fact behind a step, then whatever keeps it from applying, or where it alone applies. */
function textOf(step: SpeedStep, speech: Speech): string {
  const { step: m } = speech.messages;
  const parts = [factOf(step, speech)];
  if (step.skippedFor !== null && step.kind !== 'plan') parts.push(m.skipped[step.skippedFor]);
  if (step.decides === 'down' && step.kind !== 'plan') parts.push(m.downOnly);
  if (step.decides === 'up' && step.kind !== 'plan') parts.push(m.upOnly);
  return parts.join(speech.messages.direction === 'rtl' ? '، ' : ', ');
}

function factOf(step: SpeedStep, speech: Speech): string {
  const { step: m } = speech.messages;
  switch (step.kind) {
    case 'plan':
      return step.name;
    case 'rule':
      return m.percent(speech.signed(step.downPercent));
    case 'cap': {
      const used = speech.usedOfText(step.usedBytes, step.fromBytes);
      return step.level > 0 ? m.used(used) : m.notReached(used);
    }
    case 'boost':
      return m.until(speech.until(step.untilAt));
    case 'expired':
      if (step.isKeptRunning) return m.keptRunning;
      return step.expiredAt === null ? m.askProvider : m.ended(speech.date(step.expiredAt));
    case 'stopped':
      return m.askProvider;
  }
}

function backOf({ fullSpeed, provider }: Dashboard, speech: Speech): string {
  const { back: m } = speech.messages;
  switch (fullSpeed.kind) {
    case 'now':
      return m.now;
    case 'renewal':
      return m.renewal(provider);
    case 'unknown':
      return m.unknown(provider);
    case 'at': {
      const { at } = fullSpeed;
      const wait = speech.lasting(at - speech.now);
      return speech.isNear(at) ? m.atClock(speech.time(at), wait) : m.onDate(speech.date(at), wait);
    }
  }
}
