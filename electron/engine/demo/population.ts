/**
 * The people of the simulated ISP. Nobody is meant: a common given name from several languages, one letter, a number.
 * The same seed gives the same people with the same habits, whatever else is drawn.
 */
import { business, type DemoService, homeServices, prepaid } from './plans.ts';
import { createRandom, hashText, type Random } from './random.ts';
import type { PersonDemand } from './traffic.ts';

export interface SimSubscriber {
  readonly username: string;
  readonly password: string;
  readonly fullName: string;
  readonly service: DemoService;
  /** Upper case with colons, locally administered (second hex digit 2), so it is nobody's device. */
  readonly mac: string;
  /** What the CPE speaks first. */
  readonly method: 'pap' | 'chap' | 'mschapv2';
  /** Index of the router that the line ends at. */
  readonly routerIndex: number;
  readonly demand: PersonDemand;
  /** As the operator entered it; the simulation itself does not refuse anybody. */
  readonly account: 'active' | 'expired' | 'suspended';
}

const NAMES =
  'adam ali amal amina anna bilal carla dana david elena fatima george hana huda ines ivan jad jana karim kenji lara layla leo lina luca maria marta maya mei mina mona nadia nina noor nour omar oscar paula rami rana rosa sami sara selma sofia tariq tomas vera walid yara yusuf zein'.split(
    ' ',
  );
const SITES = ['cafe', 'clinic', 'hotel', 'office', 'school', 'shop', 'tower', 'workshop'];
const LETTERS = 'abcdefghiklmnoprstwyz';

export interface PopulationOptions {
  readonly seed: string | number;
  readonly subscribers: number;
  readonly routers: number;
}

/** `subscribers` people over `routers` routers of unequal size, in a stable order. */
export function createPopulation({ seed, subscribers, routers }: PopulationOptions): SimSubscriber[] {
  const random = createRandom(seed).fork('population');
  const taken = new Set<string>();
  return Array.from({ length: subscribers }, (_, index) => {
    const own = random.fork(`subscriber ${index}`);
    const isBusiness = index % 14 === 9;
    const { username, fullName } = nameOf(own, isBusiness, taken);
    const service = isBusiness ? business : index % 11 === 4 ? prepaid : own.pick(homeServices);
    return {
      username,
      fullName,
      service,
      password: passwordOf(own),
      mac: macOf(index),
      // Few CPEs speak anything but MS-CHAPv2 to a RouterOS access concentrator; the few are worth having.
      method: own.chance(0.9) ? 'mschapv2' : own.pick(['pap', 'chap'] as const),
      // The square makes the first routers the large ones, as a town centre is.
      routerIndex: Math.floor(own.next() ** 2 * routers),
      demand: demandOf(own, username, service, isBusiness),
      account: index % 40 === 17 ? 'expired' : index % 90 === 33 ? 'suspended' : 'active',
    };
  });
}

function nameOf(random: Random, isBusiness: boolean, taken: Set<string>): { username: string; fullName: string } {
  for (let number = 0; ; number++) {
    if (isBusiness) {
      const site = random.pick(SITES);
      const username = `site-${site}-${random.between(10, 49) + number}`;
      if (claim(taken, username)) return { username, fullName: `${capital(site)} ${username.slice(-2)}` };
      continue;
    }
    const name = random.pick(NAMES);
    const letter = random.pick([...LETTERS]);
    // A fifth have no number; when names run out, numbers grow.
    const digits = number === 0 && random.chance(0.2) ? '' : `${random.between(2, 29) + number * 7}`;
    const username = `${name}.${letter}${digits}`;
    if (claim(taken, username)) return { username, fullName: `${capital(name)} ${letter.toUpperCase()}.` };
  }
}

function claim(taken: Set<string>, username: string): boolean {
  if (taken.has(username)) return false;
  taken.add(username);
  return true;
}

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);

const PASSWORD_LETTERS = [...'abcdefghijkmnpqrstuvwxyz23456789'];
const passwordOf = (random: Random) => Array.from({ length: 10 }, () => random.pick(PASSWORD_LETTERS)).join('');

/** 02:5E:00 and the index: distinct for 16 million lines. */
export function macOf(index: number): string {
  const tail = index.toString(16).padStart(6, '0').toUpperCase();
  return `02:5E:00:${tail.slice(0, 2)}:${tail.slice(2, 4)}:${tail.slice(4)}`;
}

function demandOf(random: Random, username: string, service: DemoService, isBusiness: boolean): PersonDemand {
  const seed = hashText(username);
  const lineBps = service.downKbps * 1000;
  const senders = random.chance(0.06);
  const upShare = senders ? 0.8 + random.next() : 0.03 + 0.1 * random.next();
  // A prepaid line is often bought to be emptied, at any hour; of the others one in fifteen wants all it can get.
  const isEmptied = service === prepaid && random.chance(0.45);
  if (isEmptied || random.chance(1 / 15)) {
    // Sixty times its rate is more than the line in every mood, four times in most.
    const [activity, times] = isEmptied ? [1, 60] : [0.95, 4];
    return { kind: 'person', seed, activity, appetiteBps: times * lineBps, upShare: upShare / times };
  }
  return {
    kind: 'person',
    seed,
    activity: isBusiness ? 0.85 : 0.25 + 0.6 * random.next(),
    appetiteBps: lineBps * (0.4 + 0.8 * random.next()),
    upShare: isBusiness ? 0.3 + 0.5 * random.next() : upShare,
  };
}
