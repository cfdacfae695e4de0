const browsers: readonly [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** `Firefox · Linux` of a user agent, as far as it tells. */
export function deviceName(agent: string): string {
  const find = (known: readonly [RegExp, string][]) => known.find(([sign]) => sign.test(agent))?.[1];
  return [find(browsers) ?? agent.slice(0, 40), find(systems)].filter(Boolean).join(" · ");
}
