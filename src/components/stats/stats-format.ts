const steps = [
  { from: 1_000_000, unit: "megabit-per-second", digits: 1 },
  { from: 0, unit: "kilobit-per-second", digits: 0 },
] as const;

/** Numbers as people read them in this language; null stays null. */
export function statsFormat(locale: string) {
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const times = new Intl.NumberFormat(locale, { style: "unit", unit: "millisecond" });
  return {
    /** @param bits Per second. */
    bitRate: (bits: number): string => {
      const { from, unit, digits } = bits >= steps[0].from ? steps[0] : steps[1];
      const format = new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: digits });
      return format.format(bits / (from || 1000));
    },
    percent: (fraction: number | null) => (fraction === null ? null : percents.format(fraction)),
    milliseconds: (time: number | null) => (time === null ? null : times.format(time)),
    count: (amount: number | null) => (amount === null ? null : numbers.format(amount)),
  };
}
