/** What the vendors counted: requests, faults and, above all, what they would bill. */

import type { Vendor } from './vendor-error.ts';

/** What was used, in the vendor's own units. */
export interface Units {
  characters: number;
  inputTokens: number;
  outputTokens: number;
  /** Of sound or video. */
  seconds: number;
}

/** One line of a vendor's bill. */
export interface Bill {
  route: string;
  model: string;
  /** Of what was asked for: equal hashes were bought more than once. */
  hash: string;
  units: Partial<Units>;
  /** US cents with fractions. */
  cents: number;
  /** False where the caller never got to know. */
  answered: boolean;
}

export interface VendorCounters {
  requests: number;
  byRoute: Record<string, number>;
  byStatus: Record<string, number>;
  /** How often each fault struck. */
  faults: Record<string, number>;
  /** Paid calls under way. */
  running: number;
  /** The most that ran at once: paid calls, and with HeyGen videos being made. */
  peak: number;
  /** Requests refused because more came than the plan allows. */
  overLimit: number;
  /** What our own client got wrong: `route: message`. Tests hold this empty. */
  schemaViolations: string[];
  billedCalls: number;
  distinctBilledCalls: number;
  /** Billed again for the same content. */
  repeatedBilledCalls: number;
  /** Billed calls whose answer was lost. */
  unansweredBilledCalls: number;
  units: Units;
  cents: number;
  bills: Bill[];
}

export type Counters = Record<Vendor, VendorCounters>;

export interface Tally {
  asked(vendor: Vendor, route: string): void;
  answered(vendor: Vendor, status: string): void;
  /** Paid work began; call the result when it has ended. */
  working(vendor: Vendor): () => void;
  struck(vendor: Vendor, fault: string): void;
  overLimit(vendor: Vendor): void;
  violated(vendor: Vendor, message: string): void;
  billed(vendor: Vendor, bill: Bill): void;
  running(vendor: Vendor): number;
  read(): Counters;
  reset(): void;
}

export function createTally(): Tally {
  let vendors = empty();
  return {
    asked: (vendor, route) => {
      vendors[vendor].requests += 1;
      addTo(vendors[vendor].byRoute, route);
    },
    answered: (vendor, status) => addTo(vendors[vendor].byStatus, status),
    working: (vendor) => {
      const counters = vendors[vendor];
      counters.running += 1;
      counters.peak = Math.max(counters.peak, counters.running);
      return () => {
        counters.running -= 1;
      };
    },
    struck: (vendor, fault) => addTo(vendors[vendor].faults, fault),
    overLimit: (vendor) => {
      vendors[vendor].overLimit += 1;
    },
    violated: (vendor, message) => {
      vendors[vendor].schemaViolations.push(message);
    },
    billed: (vendor, bill) => {
      const counters = vendors[vendor];
      counters.bills.push(bill);
      counters.billedCalls += 1;
      if (!bill.answered) counters.unansweredBilledCalls += 1;
      counters.cents += bill.cents;
      counters.units.characters += bill.units.characters ?? 0;
      counters.units.inputTokens += bill.units.inputTokens ?? 0;
      counters.units.outputTokens += bill.units.outputTokens ?? 0;
      counters.units.seconds += bill.units.seconds ?? 0;
    },
    running: (vendor) => vendors[vendor].running,
    read: () => ({
      openai: summed(vendors.openai),
      elevenlabs: summed(vendors.elevenlabs),
      heygen: summed(vendors.heygen),
    }),
    reset: () => {
      vendors = empty();
    },
  };
}

const addTo = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

function summed(counters: VendorCounters): VendorCounters {
  const distinctBilledCalls = new Set(counters.bills.map(({ hash }) => hash)).size;
  return structuredClone({
    ...counters,
    distinctBilledCalls,
    repeatedBilledCalls: counters.billedCalls - distinctBilledCalls,
  });
}

const empty = (): Counters => ({ openai: emptyVendor(), elevenlabs: emptyVendor(), heygen: emptyVendor() });

const emptyVendor = (): VendorCounters => ({
  requests: 0,
  byRoute: {},
  byStatus: {},
  faults: {},
  running: 0,
  peak: 0,
  overLimit: 0,
  schemaViolations: [],
  billedCalls: 0,
  distinctBilledCalls: 0,
  repeatedBilledCalls: 0,
  unansweredBilledCalls: 0,
  units: { characters: 0, inputTokens: 0, outputTokens: 0, seconds: 0 },
  cents: 0,
  bills: [],
});
